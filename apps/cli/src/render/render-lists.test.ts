import { expect, test } from "vitest";
import { renderResult } from "./render.ts";

const one = { id: "2026-01-22-001-abc", title: "One", status: "pending", ready: false, blocked_by: [] };

test.each([
  [{}, 'No specs. `chant add "Say what is wanted"` makes one.\n'],
  [{ label: ["x"] }, "No spec fits. `chant list` shows all.\n"],
  [{ ready: true }, "No spec is ready. `chant list` shows what they wait for.\n"],
  [{ count: true }, "0\n"],
])("an empty list asked with %j says what to do", (input, text) => {
  expect(renderResult("list", { specs: [], total: 0 }, { input })).toBe(text);
});

test("a list tells approval, people, activity and how much it leaves out", () => {
  const row = { ...one, approval: "approved", approved_by: "marcos", created_by: "sarah", ago: "1h ago", comments: 2 };
  const text = renderResult("list", { specs: [row], total: 3 });
  expect(text).toBe(`${one.id} ○ One  [approved]  👤 sarah  ↩ 1h ago  💬 2  ✓ marcos\n… 2 more\n`);
});

const counts = { ready: 5, in_progress: 3, pending: 12, blocked: 2, completed: 45, failed: 0, cancelled: 1 };

const report = {
  ...{ counts, today: { completed: 1, started: 2, created: 3 }, in_progress: [], ready: [one], ready_count: 5 },
  attention: [
    { id: "a", title: "日本語", status: "failed", ago: "2h ago", message: "boom\nbang" },
    { id: "bcd", title: "🎉", status: "needs_attention" },
  ],
};

test("a status shows numbers, then what needs somebody in columns, whatever the width of its letters", async () => {
  const text = await renderResult("status", report);
  expect(text).toMatch(
    /^Spec Status\nReady: +5\nIn Progress: +3\nPending: +12\nBlocked: +2\nCompleted: +45\nFailed: +0\n/,
  );
  expect(text).toContain("Today: 3 created, 2 started, 1 completed\n");
  expect(text).toContain("  a    日本語  failed           2h ago  boom bang\n  bcd  🎉      needs attention\n");
  expect(text).toContain("  … and 4 more: chant ready\n");
  expect(await renderResult("status", { ...report, brief: "5 ready" })).toBe("5 ready\n");
});

const node = (id: string, depth = 0) => ({
  id,
  title: id,
  status: "pending",
  labels: [],
  ready: false,
  blocked: false,
  depth,
});

const graph = (ids: readonly string[], edges: readonly (readonly [string, string])[]) => ({
  nodes: ids.map((id) => node(id)),
  edges: edges.map(([from, to]) => ({ from, to, kind: "dependency" })),
  ...{ cycles: [], roots: 1, leaves: 1, total: ids.length, omitted: 0, format: "tree", detail: "minimal" },
});

test("a graph is a tree as the documentation shows it; what is shown twice has its followers once", async () => {
  const edges = [
    ["a", "b"],
    ["b", "c"],
    ["a", "d"],
    ["d", "b"],
  ] as const;
  const text = await renderResult("dag", { ...graph(["a", "b", "c", "d"], edges), detail: "titles" });
  expect(text).toBe(
    ["a a", "├── b b", "│   └── c c", "└── d d", "    └── b b  ↑ see above", "", "4 specs, 1 root, 1 leaf", ""].join(
      "\n",
    ),
  );
});

test("a circle in a graph ends where it closes and is told", async () => {
  const edges = [
    ["a", "b"],
    ["b", "a"],
    ["c", "c"],
  ] as const;
  const text = await renderResult("dag", { ...graph(["a", "b", "c"], edges), cycles: [["a", "b"], ["c"]] });
  expect(text).toContain("a\n└── b\n    └── a  ↻ circle\nc\n└── c  ↻ circle\n\n↻ circle: a, b\n↻ circle: c\n");
});

test("a chain of ten thousand is drawn in as many lines, none of them wide", async () => {
  const ids = Array.from({ length: 10_000 }, (_, at) => `s${at}`);
  const text = await renderResult(
    "dag",
    graph(
      ids,
      ids.slice(1).map((id, at) => [`s${at}`, id] as const),
    ),
  );
  const lines = text.split("\n");
  expect(lines.length).toBeLessThan(11_000);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(160);
  expect(new Set(lines.map((line) => /s\d+/.exec(line)?.[0])).size).toBe(10_001);
});

test("boxes stand in rows by depth, are as wide as what they hold, and only so many are drawn", async () => {
  const wide = {
    ...graph([], []),
    nodes: [{ ...node("a"), title: "日本語" }, node("b", 1)],
    format: "boxes",
    detail: "titles",
  };
  const text = await renderResult("dag", { ...wide, edges: [{ from: "a", to: "b", kind: "dependency" }] });
  expect(text).toContain(
    "Depth 0\n┌────────┐\n│ a      │\n│ 日本語 │\n└────────┘\n\nDepth 1\n┌─────┐\n│ b   │\n│ b   │\n│ ← a │\n└─────┘\n",
  );
  const many = await renderResult("dag", { ...wide, nodes: Array.from({ length: 70 }, (_, at) => node(`s${at}`)) });
  expect(many).toContain("… and 10 more");
});

test("dependencies are told with what lies between, problems with where they are", async () => {
  const wait = { id: "b", title: "Two", status: "failed", kind: "sibling", satisfied: false, via: "c" };
  const spec = { id: "a", title: "One", status: "pending", ready: false };
  const text = await renderResult("deps", { spec, waits_for: [wait], waited_for_by: [] });
  expect(text).toBe("⊗ a One\n\nWaits for\n  ✗  b  failed  Two  earlier member, through c\n\nWaited for by: nobody\n");
  const problem = { severity: "error", kind: "missing", spec_id: "a", message: "It depends on x." };
  expect(await renderResult("deps", { problems: [problem], checked: 2 })).toBe(
    "✗ a It depends on x. [missing]\n1 of these need a fix.\n",
  );
  expect(await renderResult("deps", { problems: [], checked: 1 })).toBe("✓ The dependencies of 1 spec hold.\n");
});

test("members and a refresh are shown as the documentation shows them", async () => {
  const members = [
    { id: "a.1", title: "Setup", status: "completed" },
    { id: "a.2", title: "API", status: "pending" },
  ];
  const group = { id: "a", title: "All", done: 1, total: 2, members };
  expect(await renderResult("group", { groups: [group] })).toBe(
    "a.1 [completed] Setup\na.2 [pending] API\n1 of 2 done: a All\n",
  );
  const blocked = [{ id: "c", title: "Three", blocked_by: [{ id: "a", status: "pending" }] }];
  const text = await renderResult("refresh", { total: 63, counts, ready: [{ id: "b", title: "Two" }], blocked });
  expect(text).toBe(
    [
      ...["Checking dependency status...", "✓ Refreshed 63 specs", "  Completed: 45", "  Ready: 5", "  In Progress: 3"],
      ...["  Pending: 12", "  Blocked: 2", "", "Ready specs:", "  ○ b Two", ""],
      ...["Blocked specs:", "  ⊗ c Three (blocked by: a (pending))", ""],
    ].join("\n"),
  );
});

test("what a spec or config says cannot control the terminal, wherever it is shown", async () => {
  const title = "\u001b[31mred";
  const waits_for = [{ id: "a", title, status: "pending", kind: "dependency", satisfied: false }];
  const shown = await Promise.all([
    renderResult("status", { ...report, ready: [{ id: "a", title }] }),
    renderResult("dag", { ...graph(["a"], []), nodes: [{ ...node("a"), title, labels: [title] }], detail: "full" }),
    renderResult("dag", { ...graph(["a"], []), nodes: [{ ...node("a"), title }], format: "boxes", detail: "full" }),
    renderResult("deps", { spec: { id: "a", title, status: "pending", ready: true }, waits_for }),
    renderResult("group", {
      groups: [{ id: "a", title, done: 0, total: 1, members: [{ id: "a.1", title, status: "x" }] }],
    }),
    renderResult("refresh", { total: 1, counts, ready: [{ id: "a", title }], blocked: [] }),
  ]);
  for (const text of shown) expect(text).toMatch(/^[^\u001b]*\\x1b\[31mred[^\u001b]*$/);
});
