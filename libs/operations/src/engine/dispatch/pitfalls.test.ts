import { expect, test } from "vitest";
import type { RunResult } from "../run/run-result.ts";
import { findPitfalls } from "./pitfalls.ts";
import { exitCodeOfWork } from "./summary.ts";

const result = (spec_id: string, more: Partial<RunResult> = {}): RunResult => ({
  ...{ spec_id, outcome: "completed" as const, message: "m", commits: [], merged: true },
  ...more,
});
const failed = (error_class: string) => result("b", { outcome: "failed", error_class, merged: false, worktree: "/w" });
const open = result("c", { outcome: "needs_attention", reason: "merge_conflict", merged: false });

test.each([
  [[result("a")], []],
  [[failed("rate_limit")], ["rate_limit", "kept_worktree"]],
  [
    [result("a"), failed("crash")],
    ["agent_error", "partial_failure", "kept_worktree"],
  ],
  [
    [result("a"), open],
    ["merge_conflict", "partial_failure"],
  ],
  [[result("a", { merged: false, worktree: "/w" })], ["kept_worktree"]],
])("of %j people are told %j, gravest first", (results, kinds) => {
  expect(findPitfalls(results as RunResult[]).map(({ kind }) => kind)).toEqual(kinds);
});

const skipped = (reason: string) => ({ skipped: [{ spec_id: "x", reason, message: "m" }] }) as never;

test.each([
  [[result("a")], undefined, 0],
  [[result("a"), open], undefined, 5],
  [[failed("crash"), open], undefined, 4],
  [[result("a", { outcome: "paused" })], undefined, 4],
  [[result("a")], skipped("completed"), 0],
  [[result("a")], skipped("blocked"), 4],
  [[], skipped("LINT_FAILED"), 4],
])("%j with %j ends with code %d", (results, summary, code) => {
  expect(exitCodeOfWork({ results: results as RunResult[], summary })).toBe(code);
});
