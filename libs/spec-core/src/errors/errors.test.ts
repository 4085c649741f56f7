import { expect, test } from "vitest";
import { ChantError, isChantError } from "./chant-error.ts";
import { codes, exitCodeOf, type ErrorCode } from "./codes.ts";

test("an error carries its code, its sentence, a fix, facts and a cause", () => {
  const cause = new Error("below");
  const error = new ChantError("GIT_FAILED", "It failed.", { fix: "git status", details: { a: 1 }, cause });
  expect(error).toBeInstanceOf(Error);
  expect([error.name, error.code, error.message, error.fix]).toEqual([
    "ChantError",
    "GIT_FAILED",
    "It failed.",
    "git status",
  ]);
  expect(error.details).toEqual({ a: 1 });
  expect(error.cause).toBe(cause);
});

test("an error without options has no fix, no cause and no facts", () => {
  const error = new ChantError("GIT_FAILED", "It failed.");
  expect([error.fix, error.details, "cause" in error]).toEqual([undefined, {}, false]);
  expect(Object.keys(error).sort()).toEqual(["code", "details", "fix", "name"]);
});

test("an error from another copy of the package is known", () => {
  const foreign = Object.assign(new Error("x"), { [Symbol.for("chant.error")]: true });
  expect(foreign).not.toBeInstanceOf(ChantError);
  expect(isChantError(foreign)).toBe(true);
  expect(isChantError(new ChantError("IO_FAILED", "x"))).toBe(true);
});

test.each([new Error("x"), { code: "IO_FAILED" }, "IO_FAILED", undefined, null, 1])("%s is no chant error", (value) => {
  expect(isChantError(value)).toBe(false);
});

const areas: Readonly<Record<string, number>> = {
  INPUT: 2,
  PARSE: 2,
  CONFIG: 2,
  STATE: 3,
  DEP: 3,
  LOCK: 3,
  EXEC: 4,
  HOOK: 4,
  GIT: 5,
  MERGE: 5,
  LINT: 10,
  IO: 1,
  PLATFORM: 1,
};

test.each(Object.keys(codes) as ErrorCode[])("%s has the exit code of its area and a meaning", (code) => {
  expect(code).toMatch(/^[A-Z]+(?:_[A-Z]+)+$/);
  expect(exitCodeOf(code)).toBe(areas[code.split("_")[0] as string]);
  expect(codes[code]).toMatch(/^[A-Z].*\.$/);
});

test("a code of an unknown area exits 1", () => {
  expect(exitCodeOf("NEW_THING" as ErrorCode)).toBe(1);
});
