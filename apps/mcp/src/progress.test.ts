import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createProgress, type Step } from "./progress.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function phase(message: string) {
  return { type: "phase", spec_id: "001", phase: "branched", message } as const;
}

test("the first word is sent at once, then at most one a second, the last of what came", () => {
  const sent: Step[] = [];
  const progress = createProgress((step) => sent.push(step));
  for (const word of ["one", "two", "three"]) progress.report(phase(word));
  expect(sent).toEqual([{ progress: 1, message: "001: one" }]);
  vi.advanceTimersByTime(1_000);
  vi.advanceTimersByTime(10_000);
  expect(sent.slice(1)).toEqual([{ progress: 2, message: "001: three" }]);
  progress.report(phase("four"));
  expect(sent).toHaveLength(3);
});

test("nothing is sent after the end", () => {
  const sent: Step[] = [];
  const progress = createProgress((step) => sent.push(step));
  for (const word of ["one", "two"]) progress.report(phase(word));
  progress.end();
  vi.advanceTimersByTime(10_000);
  expect(sent).toHaveLength(1);
});

test.each([
  [{ type: "criteria", spec_id: "001", ticked: 1, total: 3 }, "001: 1 of 3 criteria ticked"],
  [{ type: "agent", spec_id: "001", event: { type: "text", text: "a\n b" } }, "001: a b"],
  [{ type: "agent", spec_id: "001", event: { type: "tool_call", tool: "Bash", summary: "ls" } }, "001: Bash ls"],
  [{ type: "dispatch_started", mode: "chain" }, "Working ready specs (chain)"],
  [{ type: "warning", message: "mind" }, "mind"],
] as const)("%j is told as words", (event, message) => {
  const sent: Step[] = [];
  const progress = createProgress((step) => sent.push(step));
  progress.report(event);
  progress.end();
  expect(sent).toEqual([{ progress: 1, message }]);
});
