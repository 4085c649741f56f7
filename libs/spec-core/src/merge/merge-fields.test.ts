import { expect, test } from "vitest";
import { mergeSpecs } from "./merge-specs.ts";

const spec = (header: string, body = "# T\n") => `---\n${header}---\n${body}`;

interface Row {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  readonly merged: string;
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
    "fields where they stood",
    {
      base: "a: 1\nb: 1\n",
      ours: "a: 1\nb: 2\n",
      theirs: "a: 1\nx: 1\nb: 1\ny: 1\n",
      merged: "a: 1\nx: 1\nb: 2\ny: 1\n",
    },
  ],
  [
    "fields that both added in another order",
    { base: "a: 1\n", ours: "a: 1\nx: 1\ny: 1\n", theirs: "y: 1\na: 2\nx: 1\n", merged: "a: 2\nx: 1\ny: 1\n" },
  ],
  [
    "another form of the same value, and a comment",
    { base: "a: 1\n", ours: "a: 'x'\n", theirs: 'a: "x" # q\nb: 1\n', merged: "a: 'x' # q\nb: 1\n" },
  ],
  [
    "a value and the comment behind it",
    { base: "a: 1 # one\n", ours: "a: 1 # uno\n", theirs: "a: 2 # one\n", merged: "a: 2 # uno\n" },
  ],
  [
    "two comments behind a value",
    { base: "a: 1\n", ours: "a: 1 # ours\n", theirs: "a: 2 # theirs\n", merged: "a: 2 # theirs # ours\n" },
  ],
  [
    "comments between fields",
    {
      base: "# one\na: 1\nb: 1\n",
      ours: "# one\na: 1\n# ours\nb: 2\n",
      theirs: "a: 1\n# theirs\nb: 1\n\n# end\n",
      merged: "a: 1\n# ours\n# theirs\nb: 2\n\n# end\n",
    },
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
  [
    "two sets",
    {
      base: "labels: [a, b, c]\n",
      ours: "labels: [c, a, 'x: y']\n",
      theirs: "labels: [b, c, z] # more\n",
      merged: "labels: [c, 'x: y', z]\n",
    },
  ],
  [
    "a set and its single value",
    { base: "labels: a\n", ours: "labels: [a, b]\n", theirs: "labels:\n", merged: "labels: [b]\n" },
  ],
  [
    "two sets in lines, with their comments and indentation",
    {
      base: "labels:\n  - a\n  - b\nx: 1\n",
      ours: "labels: # all\n- a\n# why\n- b # because\nx: 1\n",
      theirs: 'labels:\n  - "b"\n  # new\n  - c\nx: 1\n',
      merged: "labels: # all\n# why\n- b # because\n# new\n- c\nx: 1\n",
    },
  ],
  [
    "a set in lines and one in brackets",
    {
      base: "depends_on: [a]\n",
      ours: "depends_on:\n  - a\n  - b\n",
      theirs: "depends_on: [a, 'c']\n",
      merged: "depends_on:\n  - a\n  - b\n  - 'c'\n",
    },
  ],
  [
    "a set that they changed and we wrote in another form",
    {
      base: "labels:\n  - a\n  - b\n",
      ours: "labels:\n- a # x\n- b\n",
      theirs: "labels:\n  - b\n  - c\n",
      merged: "labels:\n- b\n- c\n",
    },
  ],
  [
    "a set that one side removed",
    {
      base: "labels: [a, b]\nx: 1\n",
      ours: "x: 1\n",
      theirs: "labels: [a, b, c]\nx: 1\n",
      merged: "labels: [c]\nx: 1\n",
    },
  ],
  [
    "the older name of a field",
    {
      base: "commit: a\nstate: done\n",
      ours: "commit: a\nstate: done\nmodel: m\n",
      theirs: "commits: [a, b]\nstatus: completed\n",
      merged: "commits: [a, b]\nstatus: completed\nmodel: m\n",
    },
  ],
  [
    "waivers of both",
    {
      base: "a: 1\n",
      ours: "a: 1\nwaivers:\n  - gate: criteria\n    by: ann\n",
      theirs: "a: 1\nwaivers:\n- {gate: approval, by: bob}\n",
      merged: "a: 1\nwaivers:\n  - gate: criteria\n    by: ann\n  - {gate: approval, by: bob}\n",
    },
  ],
  [
    "a long text",
    {
      base: "a: 1\n",
      ours: "a: 1\nt: |\n  one\n\n  # two\n",
      theirs: "a: 2\n",
      merged: "a: 2\nt: |\n  one\n\n  # two\n",
    },
  ],
];

test.each(headers)("of the fields: %s", (_, { base, ours, theirs, merged }) => {
  expect(mergeSpecs({ base: spec(base), ours: spec(ours), theirs: spec(theirs) })).toEqual({
    text: spec(merged),
    conflicts: [],
  });
});

test("M10: what one side took out of a list does not come back", () => {
  for (const name of ["labels", "depends_on", "target_files", "context", "members", "tracks"]) {
    const of = (items: string) => spec(`${name}: [${items}]\n`);
    const merged = mergeSpecs({ base: of("a, b"), ours: of("a"), theirs: of("a, b, c") });
    expect(merged).toEqual({ text: of("a, c"), conflicts: [] });
  }
});
