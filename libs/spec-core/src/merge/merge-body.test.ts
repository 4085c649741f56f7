import { expect, test } from "vitest";
import { toMarkers } from "./markers.ts";
import { mergeBodies } from "./merge-body.ts";

interface Row {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  readonly merged: string;
}

const merge = ({ base, ours, theirs }: Omit<Row, "merged">) => mergeBodies({ base, ours, theirs }, toMarkers());

const list = (...items: string[]) => `# T\n\n${items.map((item) => `- ${item}\n`).join("")}`;

const clean: readonly (readonly [string, Row])[] = [
  [
    "ticks of both",
    {
      base: list("[ ] a", "[ ] b"),
      ours: list("[x] a", "[ ] b"),
      theirs: list("[ ] a", "[x] b"),
      merged: list("[x] a", "[x] b"),
    },
  ],
  [
    "a tick on an item that moved",
    {
      base: list("[ ] a", "[ ] b"),
      ours: list("[ ] b", "[ ] a"),
      theirs: list("[x] a", "[ ] b"),
      merged: list("[ ] b", "[x] a"),
    },
  ],
  [
    "a tick taken back",
    {
      base: list("[x] a", "[ ] b"),
      ours: list("[ ] a", "[ ] b"),
      theirs: list("[X] a", "[x] b"),
      merged: list("[ ] a", "[x] b"),
    },
  ],
  [
    "the second of two equal items",
    {
      base: list("[ ] a", "[ ] a", "b"),
      ours: list("[ ] a", "[x] a", "b"),
      theirs: list("[ ] a", "[ ] a", "c"),
      merged: list("[ ] a", "[x] a", "c"),
    },
  ],
  [
    "a nested and a numbered item",
    {
      base: "- [ ] a\n  1. [ ] b\n",
      ours: "- [X] a\n  1. [ ] b\n",
      theirs: "- [ ] a\n  1. [x] b\n",
      merged: "- [X] a\n  1. [x] b\n",
    },
  ],
  [
    "neighbouring items that one side each reworded",
    { base: list("a", "b"), ours: list("A", "b"), theirs: list("a", "B"), merged: list("A", "B") },
  ],
  [
    "a reworded item whose tick the other side took back",
    { base: list("[x] a b c"), ours: list("[x] a b d"), theirs: list("[ ] a b c"), merged: list("[ ] a b d") },
  ],
  [
    "a list that one side indented anew and the other ticked",
    {
      base: "-   [ ] a\n    - [ ] b\n",
      ours: "* [ ] a\n  * [ ] b\n",
      theirs: "-   [ ] a\n    - [x] b\n",
      merged: "* [ ] a\n  * [x] b\n",
    },
  ],
  [
    "an item that both added, ticked by one",
    {
      base: list("a"),
      ours: list("a", "[ ] new"),
      theirs: list("a", "[x] new"),
      merged: list("a", "[x] new"),
    },
  ],
  [
    "items that both added in one place, ours first",
    {
      base: list("a", "z"),
      ours: list("a", "ours", "z"),
      theirs: list("a", "theirs 1", "theirs 2", "z"),
      merged: list("a", "ours", "theirs 1", "theirs 2", "z"),
    },
  ],
  [
    "an item and what belongs to the one before",
    {
      base: list("a"),
      ours: list("a", "ours"),
      theirs: "# T\n\n- a\n  - theirs\n",
      merged: "# T\n\n- a\n  - theirs\n- ours\n",
    },
  ],
  [
    "items of a list that one side cut in two",
    {
      base: list("a", "b", "c"),
      ours: "# T\n\n- a\n\nAnd also:\n\n- b\n- c\n",
      theirs: list("a", "b", "[x] c"),
      merged: "# T\n\n- a\n\nAnd also:\n\n- b\n- [x] c\n",
    },
  ],
  [
    "lines of a paragraph far apart",
    { base: "a\n1\n2\nb\n", ours: "A\n1\n2\nb\n", theirs: "a\n1\n2\nB\n", merged: "A\n1\n2\nB\n" },
  ],
  [
    "a paragraph that one side only wrapped anew",
    { base: "one two\nthree\n", ours: "one\ntwo three\n", theirs: "one two\nfour\n", merged: "one two\nfour\n" },
  ],
  ["one change on both sides", { base: "a\n\nb\n", ours: "A\n\nb\n", theirs: "A\n\nB\n", merged: "A\n\nB\n" }],
  ["a lost last line end", { base: "a\n\nb\n", ours: "A\n\nb\n", theirs: "a\n\nb", merged: "A\n\nb" }],
  [
    "rows of a table",
    {
      base: "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n",
      ours: "| a   | b   |\n| --- | --- |\n| 1   | 2   |\n| 3   | 4   |\n| 5   | 6   |\n",
      theirs: "| a | b |\n|---|---|\n| 1 | 9 |\n| 3 | 4 |\n| 7 | 8 |\n",
      merged: "| a   | b   |\n| --- | --- |\n| 1 | 9 |\n| 3   | 4   |\n| 5   | 6   |\n| 7 | 8 |\n",
    },
  ],
  [
    "lines of code",
    {
      base: "```js\none\n\nmiddle\n\ntwo\n```\n",
      ours: "```ts\none\n\nmiddle\n\ntwo\n```\n",
      theirs: "```js\none\n\nmiddle\n\nTWO\n```\n",
      merged: "```ts\none\n\nmiddle\n\nTWO\n```\n",
    },
  ],
  [
    "a heading that one side underlined and the other renamed",
    {
      base: "# T\n\n## One\n\ntext\n",
      ours: "T\n=\n\nOne\n---\n\ntext\n",
      theirs: "# T\n\n## Two\n\ntext\n",
      merged: "T\n=\n\n## Two\n\ntext\n",
    },
  ],
  [
    "a section that one side moved and the other edited",
    {
      base: "# T\n\n## One\n\nfirst\n\n## Two\n\nsecond\n",
      ours: "# T\n\n## Two\n\nsecond\n\n## One\n\nfirst\n",
      theirs: "# T\n\n## One\n\nfirst\n\nmore\n\n## Two\n\nsecond\n",
      merged: "# T\n\n## Two\n\nsecond\n\n## One\n\nfirst\n\nmore\n",
    },
  ],
  [
    "sections of one name whose items differ",
    {
      base: "# T\n",
      ours: "# T\n\n## Acceptance Criteria\n\n- [ ] a\n- [ ] b\n",
      theirs: "# T\n\n## Acceptance Criteria\n\n- [x] a\n- [ ] c\n",
      merged: "# T\n\n## Acceptance Criteria\n\n- [x] a\n- [ ] b\n- [ ] c\n",
    },
  ],
  [
    "text that says as little as an underline",
    { base: "a\n", ours: "Head\n=======\n\na\n", theirs: "a\n\nb\n", merged: "Head\n=======\n\na\n\nb\n" },
  ],
];

test.each(clean)("without conflict: %s", (_, { merged, ...texts }) => {
  expect(merge(texts)).toEqual({ text: merged, hunks: [] });
});

test("what both sides added in one place and is no version of the same stands both, ours first", () => {
  const base = "# T\n\nText.\n\n## End\n";
  const merged = merge({
    base,
    ours: "# T\n\nText.\n\nThe cache has to be empty.\n\n## End\n",
    theirs: "# T\n\nText.\n\nLogs go elsewhere.\n\n## End\n",
  });
  expect(merged.hunks).toEqual([]);
  expect(merged.text).toBe("# T\n\nText.\n\nThe cache has to be empty.\n\nLogs go elsewhere.\n\n## End\n");
});
