import { expect, test } from "vitest";
import { renderResult } from "./render.ts";

const row = { id: "2026-01-22-001-abc", title: "One", status: "pending", ready: true, blocked_by: [] };

test("a list shows a line a spec with what stands in its way", () => {
  const specs = [row, { ...row, id: "2026-01-22-002-def", title: "", blocked_by: [row.id] }];
  const text = renderResult("list", { specs, total: 2 });
  expect(text).toMatch(
    /^2026-01-22-001-abc \S+ One\n2026-01-22-002-def \S+ \(untitled\) {2}waits for 2026-01-22-001-abc\n$/,
  );
});

test("an empty list says how to make a spec", () => {
  expect(renderResult("list", { specs: [], total: 0 })).toBe('No specs. `chant add "Say what is wanted"` makes one.\n');
});

test("V14: text of a spec or an agent cannot control the terminal", () => {
  const text = renderResult("list", { specs: [{ ...row, title: "\u001b[31mred" }], total: 1 });
  expect(text).not.toContain("\u001b");
  expect(renderResult("anything", { note: "\u001b]0;title\u0007" })).toBe("note: \\x1b]0;title\\x07\n");
});

test("a spec is shown with its fields, criteria and what stands in its way", async () => {
  const spec = { id: row.id, title: "One", status: "pending", type: "code" };
  const criteria = [{ text: "It works", checked: false }];
  const reasons = [{ kind: "dependency", message: "It waits for another." }];
  const text = await renderResult("show", { spec, criteria, readiness: { reasons }, findings: [] });
  expect(text).toMatch(/^\S+ One\nid: 2026-01-22-001-abc\nstatus: pending\ntype: code\n/);
  expect(text).toContain("Criteria\n  [ ] It works\n");
  expect(text).toContain("Waits\n  It waits for another.\n");
});

test("what is wrong with a config is told with file and line", () => {
  const finding = { severity: "error", message: "permission cannot be all.", line: 3, suggestion: "full or edits" };
  const text = renderResult("config", { path: "/p/config.md", trusted: true, config: {}, findings: [finding] });
  expect(text).toBe("✗ /p/config.md:3: permission cannot be all.\n  full or edits\n✗ The config has 1 error\n");
});

test("a run's result tells outcome, open criteria, cost and what to type next", () => {
  const result = {
    ...{ spec_id: row.id, outcome: "needs_attention", message: "1 criterion is open.", commits: ["0123456789abcdef"] },
    ...{ merged: false, criteria_open: ["It works"], cost: 0.25, branch: "chant/x", next: ["chant finalize x"] },
  };
  const text = renderResult("finalize", { results: [result] });
  expect(text).toContain("2026-01-22-001-abc needs attention: 1 criterion is open.\n  [ ] It works\n");
  expect(text).toMatch(/commits +01234567\n/);
  expect(text).toMatch(/cost +\$0\.2500\n/);
  expect(text).toMatch(/next +(chant|npx @chant\/cli) finalize x\n/);
});
