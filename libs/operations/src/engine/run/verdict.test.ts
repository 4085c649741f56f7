import { expect, test } from "vitest";
import { judgeEvidence, type Evidence } from "./verdict.ts";

const options = { allow_no_commits: false, skip_criteria: false, skip_approval: false, skip_deps: false, merge: true };

const finished: Evidence = {
  intent: "run",
  exit_code: 0,
  error: undefined,
  head_branch: "chant/a",
  branch: "chant/a",
  commits: ["c1"],
  changed: ["src/a.ts"],
  foreign_specs: [],
  leftovers: [],
  unreadable: undefined,
  criteria_open: [],
  fields_missing: [],
  options,
};

const rateLimit = { class: "rate_limit", message: "try again later" } as const;

/** P3: what an agent's end means, row by row. */
const table: readonly [string, Partial<Evidence>, string, string][] = [
  ["everything there", {}, "completed", "verified"],
  ["a bad exit", { exit_code: 1 }, "failed", "exit"],
  ["a bad exit after finishing", { exit_code: 1, criteria_open: [] }, "failed", "exit"],
  ["an error that it reported", { error: rateLimit, exit_code: 1 }, "failed", "error"],
  ["an error that it reported with exit 0", { error: rateLimit }, "failed", "error"],
  ["a switched branch", { head_branch: "feature" }, "needs_attention", "branch_switched"],
  ["a detached HEAD", { head_branch: undefined }, "needs_attention", "branch_switched"],
  ["a changed spec of somebody else (F1)", { foreign_specs: ["b.md"] }, "needs_attention", "foreign_specs"],
  ["an unreadable spec (F2)", { unreadable: "no fence" }, "needs_attention", "unreadable_spec"],
  ["uncommitted changes (Z6)", { leftovers: ["x"] }, "needs_attention", "leftover_changes"],
  ["no commits (Z1)", { commits: [], changed: [] }, "failed", "no_changes"],
  ["commits that change nothing but specs (Z8)", { changed: [] }, "failed", "no_changes"],
  ["open criteria (Z5)", { criteria_open: ["One"] }, "needs_attention", "criteria_open"],
  [
    "a missing field",
    { fields_missing: ["The project requires the field team."] },
    "needs_attention",
    "fields_missing",
  ],
  ["a lost exit code", { exit_code: undefined }, "paused", "interrupted"],
  ["a pause before it was done", { intent: "pause", criteria_open: ["One"] }, "paused", "interrupted"],
  ["a pause that came after it was done", { intent: "pause" }, "completed", "verified"],
  [
    "a time-out whose exit code was lost",
    { exit_code: undefined, error: { class: "timeout", message: "30 minutes" } },
    "failed",
    "error",
  ],
];

for (const [what, change, outcome, reason] of table) {
  test(`P3: ${what} makes a run ${outcome}`, () => {
    expect(judgeEvidence({ ...finished, ...change })).toMatchObject({ outcome, reason });
  });
}

test("each flag relaxes the one rule that it names (T3, U6)", () => {
  const allowed = { ...options, allow_no_commits: true };
  const skipped = { ...options, skip_criteria: true };
  const empty = { ...finished, commits: [], changed: [] };
  const open = { ...finished, criteria_open: ["One"] };
  expect(judgeEvidence({ ...empty, options: allowed }).outcome).toBe("completed");
  expect(judgeEvidence({ ...empty, options: skipped }).outcome).toBe("failed");
  expect(judgeEvidence({ ...open, options: skipped }).outcome).toBe("completed");
  expect(judgeEvidence({ ...open, options: allowed }).outcome).toBe("needs_attention");
});

test("a verdict names at most five items and counts the rest", () => {
  const leftovers = Array.from({ length: 7 }, (_, index) => `file-${index}`);
  expect(judgeEvidence({ ...finished, leftovers })).toMatchObject({
    message: "The agent left uncommitted changes: file-0, file-1, file-2, file-3, file-4 and 2 more.",
    files: leftovers,
  });
});
