import { expect, test } from "vitest";
import { parseSpec } from "../spec/parse.ts";
import { checkTransition, transition } from "./transition.ts";

const spec = parseSpec("---\nstatus: in_progress # now\nx: 1\n---\n# T\n", { id: "a" });

test("a change of status changes its field and those given with it, and nothing else", () => {
  const at = "2026-01-22T15:30:00Z";
  const failed = transition(spec, "failed", { trigger: "fail", facts: {}, fields: { failed_at: at, error: "boom" } });
  expect(failed.text).toBe(`---\nstatus: failed # now\nx: 1\nfailed_at: ${at}\nerror: boom\n---\n# T\n`);
});

test("the effective status counts where it is given", () => {
  const change = { trigger: "resume", facts: {} } as const;
  expect(transition(spec, "pending", { ...change, from: "failed" }).frontmatter.status).toBe("pending");
  expect(() => transition(spec, "pending", change)).toThrow(
    expect.objectContaining({
      code: "STATE_TRANSITION",
      message: "a is in progress, so resume does not apply. Possible: pause, finalize, fail, hold, reset.",
      fix: "chant show a",
      details: { from: "in_progress", to: "pending", trigger: "resume" },
    }),
  );
});

test("work on a completed spec has a code of its own", () => {
  expect(() => checkTransition({ id: "a", from: "completed", to: "in_progress", trigger: "work", facts: {} })).toThrow(
    expect.objectContaining({ code: "STATE_ALREADY_COMPLETE", message: "a is completed already." }),
  );
});

test("the first guard that refuses gives the error, with its facts", () => {
  const reasons = [
    { kind: "approval", message: "It needs an approval." },
    { kind: "dependency", spec: "b", message: "It depends on b, which is failed." },
  ] as const;
  const request = { id: "a", from: "pending", to: "in_progress", trigger: "work" } as const;
  const facts = { readiness: { ready: false, reasons } };
  expect(() => checkTransition({ ...request, facts })).toThrow(
    expect.objectContaining({
      code: "STATE_BLOCKED",
      message: "a: It depends on b, which is failed.",
      fix: "chant show a",
      details: { waiting_on: ["b"] },
    }),
  );
  expect(() => checkTransition({ ...request, facts: { ...facts, skip_deps: true } })).toThrow(
    expect.objectContaining({
      code: "STATE_NEEDS_APPROVAL",
      message: "a: It needs an approval.",
      fix: "chant approve a",
    }),
  );
});

test("a spec that cannot be read keeps its text", () => {
  const broken = parseSpec("---\nstatus: in_progress\nstatus: failed\n---\n", { id: "a" });
  expect(() => transition(broken, "paused", { trigger: "pause", facts: {}, from: "in_progress" })).toThrow(
    expect.objectContaining({ code: "PARSE_EDIT" }),
  );
});
