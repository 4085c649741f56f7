import { expect, test } from "vitest";
import { redirect, requireCompatible } from "./terminal-flags.ts";

test.each([
  ["list", ["--summary", "--brief"], "status", ["--brief"]],
  ["list", ["--json", "--summary"], "status", ["--json"]],
  ["list", ["--ready"], "list", ["--ready"]],
  ["list", ["--", "--summary"], "list", ["--", "--summary"]],
  ["status", ["--brief"], "status", ["--brief"]],
])("%s %j is %s %j", (name, rest, command, flags) => {
  expect(redirect({ name, rest })).toEqual({ name: command, rest: flags });
});

test("flags of the summary are refused without it, and so are two forms of one result", () => {
  expect(() => redirect({ name: "list", rest: ["--brief"] })).toThrow("--brief is for list --summary.");
  expect(() => requireCompatible("status", { brief: true, json: true })).toThrow(
    "--brief and --json exclude each other",
  );
  expect(() => requireCompatible("status", { brief: true })).not.toThrow();
});
