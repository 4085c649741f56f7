import { expect, test } from "vitest";
import { parseSpec } from "../spec/parse.ts";
import { mergeSpecs } from "./merge-specs.ts";

const spec = (header: string, body = "# T\n") => `---\n${header}---\n${body}`;

const approval = (by: string, day: number, status: string, more = "") =>
  `approval:\n  required: true\n  status: ${status}\n  by: ${by}\n  at: 2026-01-0${day}T00:00:00Z\n${more}`;

test.each([
  ["the later of one person", approval("ann", 1, "approved"), approval("ann", 2, "rejected"), "theirs"],
  ["our later one", approval("ann", 3, "approved"), approval("ann", 2, "rejected"), "ours"],
  ["the later of two that agree", approval("ann", 1, "approved"), approval("bob", 2, "approved"), "theirs"],
  ["none where two disagree", approval("ann", 1, "approved"), approval("bob", 2, "rejected"), undefined],
  ["none at one time", approval("ann", 1, "approved"), approval("ann", 1, "rejected"), undefined],
  ["none where one side removed it", "", approval("ann", 1, "rejected"), undefined],
] as const)("of two approvals: %s", (_, ours, theirs, winner) => {
  const base = "approval:\n  required: true\n";
  const merged = mergeSpecs({ base: spec(base), ours: spec(ours), theirs: spec(theirs) });
  expect(merged.conflicts.map(({ field }) => field)).toEqual(winner === undefined ? ["approval"] : []);
  if (winner !== undefined) expect(merged.text).toBe(spec(winner === "ours" ? ours : theirs));
});

test("an approval that one side took back and the other gave again has no later one", () => {
  const sides = { ours: "approval:\n  required: true\n", theirs: approval("bob", 2, "approved") };
  const merged = mergeSpecs({
    base: spec(approval("ann", 1, "approved")),
    ours: spec(sides.ours),
    theirs: spec(sides.theirs),
  });
  expect(merged.conflicts.map(({ field }) => field)).toEqual(["approval"]);
});

test("whether approval is required merges apart from the decision", () => {
  const merged = mergeSpecs({
    base: spec("approval:\n  required: true\n"),
    ours: spec("approval:\n  required: false\n"),
    theirs: spec(approval("ann", 1, "approved")),
  });
  expect(merged.conflicts).toEqual([]);
  const { approval: found } = parseSpec(merged.text, { id: "a" }).frontmatter;
  expect(found).toMatchObject({ required: false, status: "approved", by: "ann" });
});

test("the outcome goes with the status that won", () => {
  const merged = mergeSpecs({
    base: spec("status: pending\n"),
    ours: spec("status: failed\nfailed_at: 2026-01-01T00:00:00Z\nerror: boom\nmodel: a\n"),
    theirs: spec("status: completed\ncompleted_at: 2026-01-02T00:00:00Z\ncommits:\n  - abc\nmodel: b\n"),
  });
  expect(merged).toEqual({
    text: spec("status: completed\ncompleted_at: 2026-01-02T00:00:00Z\ncommits:\n  - abc\nmodel: b\n"),
    conflicts: [],
  });
});

test("what belongs to an outcome and only the other side has stays where that side left the status alone", () => {
  const merged = mergeSpecs({
    base: spec("status: pending\n"),
    ours: spec("status: needs_attention\nreason: later\n"),
    theirs: spec("status: pending\nmodel: b\n"),
  });
  expect(merged).toEqual({ text: spec("status: needs_attention\nreason: later\nmodel: b\n"), conflicts: [] });
});

test("the commits of two completed sides are both kept", () => {
  const merged = mergeSpecs({
    base: spec("status: pending\n"),
    ours: spec("status: completed\ncompleted_at: 2026-01-01T00:00:00Z\ncommits: [a, b]\n"),
    theirs: spec("status: completed\ncompleted_at: 2026-01-02T00:00:00Z\ncommits: [b, c]\n"),
  });
  expect(merged.text).toBe(spec("status: completed\ncompleted_at: 2026-01-02T00:00:00Z\ncommits: [a, b, c]\n"));
  expect(merged.conflicts).toEqual([]);
});

test("completed work whose merged criteria are open needs attention", () => {
  const body = (box: string, more = "") => `## Acceptance Criteria\n\n- [${box}] a\n${more}`;
  const merged = mergeSpecs({
    base: spec("status: pending # now\n", body(" ")),
    ours: spec("status: completed # now\n", body("x")),
    theirs: spec("status: failed # now\n", body(" ", "- [ ] b\n")),
  });
  expect(merged).toEqual({ text: spec("status: needs_attention # now\n", body("x", "- [ ] b\n")), conflicts: [] });
});
