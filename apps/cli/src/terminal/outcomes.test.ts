import type { ProgressEvent } from "@chant/operations";
import { expect, test } from "vitest";
import { createOutcomes } from "./outcomes.ts";

const ended: ProgressEvent = {
  ...{ type: "run_ended", spec_id: "a", outcome: "completed", message: "", merged: true, seconds: 3, commits: [] },
};
const chain: ProgressEvent = { type: "dispatch_started", mode: "chain" };
const whole: ProgressEvent = {
  ...{ type: "dispatch_ended", mode: "chain", reason: "finished", completed: 1, failed: 0, needs_attention: 0 },
  ...{ paused: 0, skipped: 0, seconds: 7 },
};

test("who sees both reads the end of a single run in the result", () => {
  const outcomes = createOutcomes({ together: true });
  expect(outcomes.take({ type: "notice", message: "by the way" })).toBe(false);
  expect(outcomes.take(ended)).toBe(true);
  expect(outcomes.told()).toEqual({ took: new Map([["a", 3]]), shown: new Set() });
});

test("of several specs each end is told when it comes, and the whole in the result", () => {
  const outcomes = createOutcomes({ together: true });
  expect([chain, ended, whole].map(outcomes.take)).toEqual([false, false, true]);
  expect(outcomes.told()).toEqual({ took: new Map(), shown: new Set(["a"]), dispatch: 7 });
});

test("where the result goes elsewhere everything is told here as well", () => {
  const outcomes = createOutcomes({ together: false });
  expect([ended, chain, ended, whole].map(outcomes.take)).toEqual([false, false, false, false]);
  expect(outcomes.told()).toEqual({ took: new Map(), shown: new Set() });
});

test("without a result the rest is said, but for what the error itself tells", () => {
  const outcomes = createOutcomes({ together: true });
  const undone: ProgressEvent = { ...ended, spec_id: "b", outcome: "unchanged" };
  expect([ended, undone].map(outcomes.take)).toEqual([true, true]);
  expect(outcomes.unsaid()).toEqual([ended]);
});
