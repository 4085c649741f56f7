import type { ProgressEvent } from "@chant/operations";
import { expect, test } from "vitest";
import { progressLine, type LineStyle } from "./progress-line.ts";

const id = "2026-01-22-001-x7m";
const started: ProgressEvent = {
  ...{ type: "run_started", spec_id: id, title: "Add\nit", attempt: 2, provider: "claude", model: "sonnet" },
  prompt: "standard",
};
const ended: ProgressEvent = {
  ...{ type: "run_ended", spec_id: id, outcome: "failed", message: "No commits.", merged: false, seconds: 62.4 },
  ...{ commits: [], cost: 0.001 },
};
const phase: ProgressEvent = { type: "phase", spec_id: id, phase: "branched", message: "Branch a" };
const says: ProgressEvent = { type: "agent", spec_id: id, event: { type: "text", text: "one\n\u001b[2Jtwo\n" } };
const counts = { completed: 2, failed: 1, needs_attention: 0, paused: 0, skipped: 3, seconds: 135 };

function line(event: ProgressEvent, style: Partial<LineStyle> = {}): string | undefined {
  return progressLine(event, { plain: true, verbose: false, several: false, ...style });
}

test.each([
  [started, {}, `→ Working ${id}: Add it (claude sonnet, prompt standard, attempt 2)`],
  [started, { several: true }, `[${id}] → Working Add it (claude sonnet, prompt standard, attempt 2)`],
  [
    { ...started, position: 2 },
    { several: true },
    `[${id}] → Working 2/?: Add it (claude sonnet, prompt standard, attempt 2)`,
  ],
  [ended, {}, `✗ ${id} failed after 1m 2s, $0.0010: No commits.`],
  [{ ...ended, position: 2 }, { several: true, total: 5 }, `[${id}] ✗ 2/5 failed after 1m 2s, $0.0010: No commits.`],
  [phase, {}, "→ Branch a"],
  [phase, { plain: false }, undefined],
  [says, {}, undefined],
  [says, { verbose: true }, "  one\n  \\x1b[2Jtwo"],
  [{ type: "warning", message: "mind\u0007" }, { several: true }, "⚠ mind\\x07"],
  [{ type: "notice", spec_id: id, message: "so" }, { several: true }, `[${id}] ℹ so`],
  [
    { type: "retry_scheduled", spec_id: id, attempt: 1, delay_seconds: 90, message: "busy" },
    {},
    `↻ ${id} again in 1m 30s: busy`,
  ],
  [
    { type: "run_skipped", spec_id: id, reason: "x", message: "blocked" },
    { several: true },
    `[${id}] ⚠ skipped: blocked`,
  ],
  [{ type: "dispatch_started", mode: "chain", total: 1 }, {}, "→ Working 1 spec one after the other"],
  [
    { type: "dispatch_started", mode: "parallel", total: 3, open: true, agents: [{ name: "main", slots: 2 }] },
    {},
    "→ Working 3 specs side by side, and what becomes ready\n  • main: 2 at once",
  ],
  [
    { type: "dispatch_ended", mode: "chain", reason: "failure", ...counts, remaining: 2, cost: 1 },
    {},
    "Chain stopped after a failure: 2 completed, 1 failed, 3 skipped in 2m 15s, $1.00; 2 still ready to work",
  ],
] as [ProgressEvent, Partial<LineStyle>, string | undefined][])("%j in style %j", (event, style, text) => {
  expect(line(event, style)).toBe(text);
});
