import type { ProgressEvent } from "@chant/operations";
import pico from "picocolors";
import { expect, test } from "vitest";
import { progressFrame, type Screen } from "./progress-frame.ts";
import { firstState, nextState, type ProgressState } from "./progress-state.ts";
import { widthOf } from "./width.ts";

const id = "2026-01-22-001-x7m";
const other = "2026-01-22-002-abc";

/** Events, and after how many seconds each of them came. */
type Story = readonly (readonly [seconds: number, event: ProgressEvent])[];

function stateAfter(story: Story): ProgressState {
  return story.reduce((state, [seconds, event]) => nextState(state, event, seconds * 1000), firstState(0));
}

function started(specId: string, more: object = {}): ProgressEvent {
  const run = {
    type: "run_started",
    spec_id: specId,
    title: "Add CSV export",
    attempt: 1,
    provider: "claude",
  } as const;
  return { ...run, prompt: "standard", ...more };
}

function ended(specId: string, outcome: "completed" | "failed", more: object = {}): ProgressEvent {
  const run = {
    type: "run_ended",
    spec_id: specId,
    outcome,
    message: "",
    merged: true,
    seconds: 4,
    commits: [],
  } as const;
  return { ...run, ...more };
}

function phase(specId: string, name: string): ProgressEvent {
  return { type: "phase", spec_id: specId, phase: name, message: "" };
}

function says(specId: string, text: string): ProgressEvent {
  return { type: "agent", spec_id: specId, event: { type: "text", text } };
}

const calls = (tool: string, summary: string): ProgressEvent => ({
  type: "agent",
  spec_id: id,
  event: { type: "tool_call", tool, summary },
});

function shown(story: Story, seconds: number, screen: Partial<Screen> = {}): string[] {
  const at = { columns: 80, rows: 24, now: seconds * 1000, color: pico.createColors(false), ...screen };
  return progressFrame(stateAfter(story), at);
}

const single: Story = [
  [0, started(id, { model: "sonnet", attempt: 2 })],
  [1, phase(id, "running")],
  [2, { type: "criteria", spec_id: id, ticked: 2, total: 5 }],
  [3, { type: "usage", spec_id: id, input_tokens: 1, output_tokens: 1, cost: 0.123 }],
  [4, calls("Bash", "npm test")],
];

test("one run: which spec, how it stands, what its agent did last", () => {
  expect(shown(single, 65)).toEqual([
    "⠋ 2026-01-22-001-x7m Add CSV export",
    "  agent at work · 1:05 · criteria 2/5 · $0.12 · claude sonnet · attempt 2",
    "  → Bash npm test",
  ]);
});

const chain: Story = [
  [0, { type: "dispatch_started", mode: "chain", total: 4 }],
  [0, started(other, { position: 1, total: 4 })],
  [9, ended(other, "completed", { position: 1, total: 4, cost: 1.5 })],
  [10, started(id, { position: 2, total: 4 })],
];

test("a chain: the position, the run at work, and what became of those before", () => {
  expect(shown(chain, 20)).toEqual([
    `⠋ [========>${"-".repeat(26)}] 2/4 Working on 2026-01-22-001-x7m Add CSV export`.slice(0, 78) + "…",
    "  preparing · 0:10 · claude",
    "  1 completed · 0:20 in all · $1.50",
  ]);
});

test("a run that waits to be tried again says until when", () => {
  const again = { type: "retry_scheduled", spec_id: id, attempt: 2, delay_seconds: 30, message: "busy" } as const;
  expect(shown([...single, [5, again]], 15)[1]).toMatch(/^ {2}tried again in 0:20 · 0:15 · /);
  expect(shown([...single, [5, again], [35, phase(id, "running")]], 36)[1]).toMatch(/^ {2}agent at work · /);
});

test("a chain that goes on with what becomes ready, and one that was left undone before it began", () => {
  const open: Story = [[0, { type: "dispatch_started", mode: "chain", total: 1, open: true }], ...chain.slice(2, 4)];
  expect(shown(open, 20)[0]).toMatch(/] 2\/4\+ Working on /);
  const undone: Story = [[1, { ...ended(id, "completed"), outcome: "unchanged" } as ProgressEvent]];
  expect(shown([...chain, ...undone], 20).at(-1)).toMatch(/^ {2}1 completed · /);
});

test("a chain between two runs, and one whose length is open", () => {
  expect(shown(chain.slice(0, 3), 20, { columns: 60 })[0]).toBe(`⠋ [===>${"-".repeat(11)}] 1/4 `);
  expect(shown([[0, { type: "dispatch_started", mode: "chain" }]], 0)[0]).toBe("⠋ 0/? ");
});

const parallel: Story = [
  [0, { type: "dispatch_started", mode: "parallel", total: 5 }],
  [0, started(id, { position: 1, total: 5, agent: "main" })],
  [1, started(other, { position: 2, total: 5, agent: "alt1" })],
  [2, calls("Edit", "src/a.ts")],
  [3, ended("2026-01-22-003-zzz", "failed", { position: 3, total: 5 })],
  [3, { type: "retry_scheduled", spec_id: "2026-01-22-003-zzz", attempt: 2, delay_seconds: 30, message: "busy" }],
];

test("parallel runs: a line each, then the counts", () => {
  expect(shown(parallel, 13)).toEqual([
    "⠼ 2026-01-22-001-x7m main preparing · 0:13 → Edit src/a.ts",
    "⠼ 2026-01-22-002-abc alt1 preparing · 0:12 → Add CSV export",
    `  [======>${"-".repeat(28)}] 1/5 specs ended, 2 running`,
    "  1 failed · 1 tried again in 0:20 · 0:13 in all",
  ]);
});

test("more parallel runs than a terminal has rows are counted", () => {
  const many = Array.from({ length: 40 }, (_, at): Story[number] => [0, started(`spec-${at}`)]);
  const lines = shown([[0, { type: "dispatch_started", mode: "parallel", total: 40 }], ...many], 1, { rows: 10 });
  expect(lines).toHaveLength(9);
  expect(lines.slice(5)).toEqual([expect.stringContaining("spec-5"), "  and 34 more", ...lines.slice(7)]);
  expect(lines[7]).toContain("40 running");
});

test("nothing goes on before a run and after it", () => {
  expect(shown([], 1)).toEqual([]);
  expect(shown([...single, [9, ended(id, "completed")]], 9)).toEqual([]);
});

test("nothing of a chain is left when it is over", () => {
  const counts = { completed: 1, failed: 0, needs_attention: 0, paused: 0, skipped: 0, seconds: 9 };
  const over: ProgressEvent = { type: "dispatch_ended", mode: "chain", reason: "finished", ...counts };
  expect(shown([...chain.slice(0, 3), [9, over]], 9)).toEqual([]);
});

test("what is told of a run that is over, or was never begun, changes nothing", () => {
  const state = stateAfter(chain);
  expect(nextState(state, phase(other, "running"), 0)).toBe(state);
  expect(nextState(state, { type: "warning", message: "a word" }, 0)).toBe(state);
});

test("what an agent says is one line with nothing in it that a terminal obeys", () => {
  const nasty = "first\n\u001b[2J\u0007so\tmuch\r\u202eback  \n\n";
  expect(
    shown(
      [
        [0, started(id)],
        [0, says(id, nasty)],
      ],
      0,
    )[2],
  ).toBe("  → \\x1b[2J\\x07so much \\x202eback");
  const title = "A\u001b]0;title\u0007\nB";
  expect(shown([[0, started(id, { title })]], 0)[0]).toBe(`⠋ ${id} A\\x1b]0;title\\x07 B`);
});

test.each([1, 2, 5, 12, 30, 79, 80, 200])(
  "no line fills a terminal of %i columns, wide characters included",
  (columns) => {
    const wide = "漢字".repeat(60) + "👩‍👩‍👧‍👦".repeat(20);
    const tell: Story = [
      [4, says(id, wide)],
      [4, started(other, { title: wide })],
      [4, says(other, "x".repeat(1_000_000))],
    ];
    for (const story of [single, chain, parallel, [...single, ...tell], [...parallel, ...tell]])
      for (const rows of [1, 2, 3, 24]) {
        const lines = shown(story, 4000, { columns, rows });
        expect(lines.length).toBeLessThanOrEqual(Math.max(1, rows - 1));
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(Math.max(1, columns - 1));
      }
  },
);

test("colours take no columns and end where a line is cut", () => {
  const color = pico.createColors(true);
  const lines = shown(parallel, 13, { color, columns: 30 });
  expect(lines[0]).toBe(`${color.green("⠼")} ${color.bold(id)}${color.dim(" main")} pr…`);
});

test("an interrupt is shown in place of what goes on", () => {
  const state = { ...stateAfter(single), stopping: true };
  const lines = progressFrame(state, { columns: 80, rows: 24, now: 0, color: pico.createColors(false) });
  expect(lines[1]).toMatch(/^ {2}stopping · /);
});
