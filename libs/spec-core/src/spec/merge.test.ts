import { expect, test } from "vitest";
import { mergeSpecs } from "./merge.ts";

const spec = (header: string, body = "# T\n") => `---\n${header}---\n${body}`;

interface Row {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  readonly merged: string;
  readonly conflicts?: readonly string[];
}

const headers: readonly (readonly [string, Row])[] = [
  ["a field that they added", { base: "", ours: "b: 1\n", theirs: "c: 1 # why\n", merged: "b: 1\nc: 1 # why\n" }],
  [
    "a field that they changed",
    { base: "a: 1\nb: 1\n", ours: "a: 1\nb: 2\n", theirs: "a: 3\nb: 1\n", merged: "a: 3\nb: 2\n" },
  ],
  ["a field that they removed", { base: "a: 1\nb: 1\n", ours: "a: 1\nb: 2\n", theirs: "b: 1\n", merged: "b: 2\n" }],
  ["a field that we removed", { base: "a: 1\nb: 1\n", ours: "b: 1\n", theirs: "a: 1\nb: 2\n", merged: "b: 2\n" }],
  ["the same change", { base: "a: 1\nb: 1\n", ours: "a: 2\nb: 1\n", theirs: "a: 2\nb: 2\n", merged: "a: 2\nb: 2\n" }],
  [
    "another form of the same value",
    { base: "a: 1\n", ours: "a: 'x'\n", theirs: 'a: "x" # q\nb: 1\n', merged: "a: 'x'\nb: 1\n" },
  ],
  ["two values", { base: "a: 1\n", ours: "a: 2\n", theirs: "a: 3\n", merged: "a: 2\n", conflicts: ["a"] }],
  [
    "a removal and a change",
    { base: "a: 1\nb: 1\n", ours: "b: 1\n", theirs: "a: 2\nb: 1\n", merged: "b: 1\n", conflicts: ["a"] },
  ],
  [
    "two sets",
    {
      base: "labels: [a, b, c]\n",
      ours: "labels: [c, a, x]\n",
      theirs: "labels: [b, c, z]\n",
      merged: "labels: [c, x, z]\n",
    },
  ],
  [
    "a set and its single value",
    { base: "labels: a\n", ours: "labels: [a, b]\n", theirs: "labels:\n", merged: "labels: [b]\n" },
  ],
  [
    "our comments and order",
    {
      base: "a: 1\nb: 1\n",
      ours: "# mine\nb: 1 # x\na: 1\n",
      theirs: "a: 2\nb: 1\n",
      merged: "# mine\nb: 1 # x\na: 2\n",
    },
  ],
];

test.each(headers)("of the fields: %s", (_, { base, ours, theirs, merged, conflicts = [] }) => {
  expect(mergeSpecs({ base: spec(base), ours: spec(ours), theirs: spec(theirs) })).toEqual({
    text: spec(merged),
    conflicts: conflicts.map((field) => ({
      kind: "field",
      field,
      message: `Both sides changed ${field} differently; ours is kept.`,
    })),
  });
});

const approval = (by: string, at: string, status: string) =>
  `approval:\n  required: true\n  status: ${status}\n  by: ${by}\n  at: 2026-01-0${at}T00:00:00Z\n`;

test.each([
  [
    "the later decision of one person",
    approval("ann", "1", "approved"),
    approval("ann", "2", "rejected"),
    "theirs",
    [],
  ],
  ["our later decision", approval("ann", "3", "approved"), approval("ann", "2", "rejected"), "ours", []],
  ["the later of two that agree", approval("ann", "1", "approved"), approval("bob", "2", "approved"), "theirs", []],
  [
    "no decision where two disagree",
    approval("ann", "1", "approved"),
    approval("bob", "2", "rejected"),
    "ours",
    ["approval"],
  ],
  ["no decision at one time", approval("ann", "1", "approved"), approval("ann", "1", "rejected"), "ours", ["approval"]],
] as const)("of two approvals: %s", (_, ours, theirs, winner, conflicts) => {
  const base = "approval:\n  required: true\n";
  const merged = mergeSpecs({ base: spec(base), ours: spec(ours), theirs: spec(theirs) });
  expect(merged.text).toBe(spec(winner === "ours" ? ours : theirs));
  expect(merged.conflicts.map(({ field }) => field)).toEqual(conflicts);
});

test("the outcome goes with the status that won", () => {
  const merged = mergeSpecs({
    base: spec("status: pending\n"),
    ours: spec("status: failed\nfailed_at: 2026-01-01T00:00:00Z\nerror: boom\nmodel: a\n"),
    theirs: spec("status: completed\ncompleted_at: 2026-01-02T00:00:00Z\ncommits:\n  - abc\nmodel: b\n"),
  });
  expect(merged).toEqual({
    text: spec("status: completed\nmodel: b\ncompleted_at: 2026-01-02T00:00:00Z\ncommits:\n  - abc\n"),
    conflicts: [],
  });
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
    base: spec("status: pending\n", body(" ")),
    ours: spec("status: completed\n", body("x")),
    theirs: spec("status: failed\n", body(" ", "- [ ] b\n")),
  });
  expect(merged).toEqual({ text: spec("status: needs_attention\n", body("x", "- [ ] b\n")), conflicts: [] });
});

test("a cancelled side against another change is a conflict, and ours stays", () => {
  const merged = mergeSpecs({
    base: spec("status: pending\n"),
    ours: spec("status: cancelled\n"),
    theirs: spec("status: completed\n"),
  });
  expect(merged.text).toBe(spec("status: cancelled\n"));
  expect(merged.conflicts).toEqual([
    { kind: "field", field: "status", message: "Both sides changed status differently; ours is kept." },
  ]);
});

test("a conflict in the body names its line in the merged text", () => {
  const merged = mergeSpecs({
    base: spec("a: 1\n", "# T\n\nold\n"),
    ours: spec("a: 1\n", "# T\n\nours\n"),
    theirs: spec("a: 1\nb: 2\nc: 3\n", "# T\n\ntheirs\n"),
  });
  expect(merged.text).toBe(spec("a: 1\nb: 2\nc: 3\n", "# T\n\n<<<<<<< ours\nours\n=======\ntheirs\n>>>>>>> theirs\n"));
  expect(merged.conflicts).toEqual([{ kind: "body", line: 8, message: "Both sides changed these lines differently." }]);
  expect(merged.text.split("\n")[7]).toBe("<<<<<<< ours");
});

test("two sides that added the spec merge what they share", () => {
  const merged = mergeSpecs({ base: undefined, ours: spec("a: 1\nb: 2\n"), theirs: spec("b: 2\nc: 3\n") });
  expect(merged).toEqual({ text: spec("a: 1\nb: 2\nc: 3\n"), conflicts: [] });
});

test("our line ends and byte order mark stay", () => {
  const merged = mergeSpecs({
    base: spec("a: 1\n", "one\n\ntwo\n"),
    ours: `\uFEFF${spec("a: 1\nb: 1\n", "ONE\n\ntwo\n").replaceAll("\n", "\r\n")}`,
    theirs: spec("a: 2\n", "one\n\nTWO\n"),
  });
  expect(merged.text).toBe(`\uFEFF${spec("a: 2\nb: 1\n", "ONE\n\nTWO\n").replaceAll("\n", "\r\n")}`);
  expect(merged.conflicts).toEqual([]);
});

test("a side without frontmatter gets the fields of the other", () => {
  const merged = mergeSpecs({ base: "# T\n", ours: "# T\n\nmore\n", theirs: spec("a: 1\n") });
  expect(merged).toEqual({ text: spec("a: 1\n", "# T\n\nmore\n"), conflicts: [] });
});

test.each([
  ["broken", "---\na: [\n---\n# T\n"],
  ["one flow mapping", "---\n{a: 3, b: 2}\n---\n# T\n"],
  ["indented", "---\n  a: 3\n---\n# T\n"],
])("a side whose frontmatter is %s makes the text merge by lines, as a conflict", (_, side) => {
  const base = spec("a: 1\n");
  const other = spec("a: 2\n");
  for (const sides of [
    { ours: side, theirs: other },
    { ours: other, theirs: side },
  ]) {
    const merged = mergeSpecs({ base, ...sides });
    expect(merged.conflicts).toEqual([{ kind: "document", message: "One side cannot be read as a spec." }]);
    const lines = (text: string) => text.split("\n").slice(1, -3).join("\n");
    expect(merged.text).toBe(
      spec(`<<<<<<< ours\n${lines(sides.ours)}\n=======\n${lines(sides.theirs)}\n>>>>>>> theirs\n`),
    );
  }
});
