import { expect, test } from "vitest";
import { mergeBodies } from "./merge-body.ts";

test.each([
  ["both ticks", "- [ ] a\n- [ ] b\n", "- [x] a\n- [ ] b\n", "- [ ] a\n- [x] b\n", "- [x] a\n- [x] b\n"],
  [
    "a tick on an item that moved",
    "- [ ] a\n- [ ] b\n",
    "- [ ] b\n- [ ] a\n",
    "- [x] a\n- [ ] b\n",
    "- [ ] b\n- [x] a\n",
  ],
  ["a tick taken back", "- [x] a\n- [ ] b\n", "- [ ] a\n- [ ] b\n", "- [x] a\n- [x] b\n", "- [ ] a\n- [x] b\n"],
  [
    "the second of two equal items",
    "- [ ] a\n- [ ] a\nz\n",
    "- [ ] a\n- [x] a\nz\n",
    "- [ ] a\n- [ ] a\ny\n",
    "- [ ] a\n- [x] a\ny\n",
  ],
  ["a tick beside a changed line", "- [ ] a\nold\n", "- [x] a\nold\n", "- [ ] a\nnew\n", "- [x] a\nnew\n"],
  [
    "a nested and a numbered item",
    "- [ ] a\n  1. [ ] b\n",
    "- [X] a\n  1. [ ] b\n",
    "- [ ] a\n  1. [x] b\n",
    "- [X] a\n  1. [x] b\n",
  ],
  ["lines far apart", "a\n1\n2\nb\n", "A\n1\n2\nb\n", "a\n1\n2\nB\n", "A\n1\n2\nB\n"],
  ["one change on both sides", "a\n\nb\n", "A\n\nb\n", "A\n\nB\n", "A\n\nB\n"],
  ["a lost final newline", "a\n\nb\n", "A\n\nb\n", "a\n\nb", "A\n\nb"],
])("%s: merged without conflict", (_, base, ours, theirs, text) => {
  expect(mergeBodies({ base, ours, theirs })).toEqual({ text, conflicts: [] });
});

test("different changes of the same lines stay both, between markers, with their lines", () => {
  const merged = mergeBodies({ base: "a\nb\nc\nd\ne\n", ours: "1\nb\nc\nd\n2\n", theirs: "3\nb\nc\nd\n4\n" });
  expect(merged.text).toBe(
    "<<<<<<< ours\n1\n=======\n3\n>>>>>>> theirs\nb\nc\nd\n<<<<<<< ours\n2\n=======\n4\n>>>>>>> theirs\n",
  );
  expect(merged.conflicts).toEqual([1, 9]);
});

test("the line ends are ours", () => {
  expect(mergeBodies({ base: "a\n\nb\n", ours: "A\r\n\r\nb\r\n", theirs: "a\n\nB\n" }).text).toBe("A\r\n\r\nB\r\n");
  expect(mergeBodies({ base: "a\r\n\r\nb\r\n", ours: "A\n\nb\n", theirs: "a\r\n\r\nB\r\n" }).text).toBe("A\n\nB\n");
});

test("line ends alone are no change", () => {
  expect(mergeBodies({ base: "a\nb\n", ours: "a\r\nb\r\n", theirs: "a\nc\n" })).toEqual({
    text: "a\r\nc\r\n",
    conflicts: [],
  });
});

test("an item that both sides added is ticked where one of them ticked it", () => {
  const [open, ticked] = ["a\n- [ ] new\n", "a\n- [x] new\n"];
  for (const [ours, theirs] of [
    [open, ticked],
    [ticked, open],
  ] as const) {
    expect(mergeBodies({ base: "a\n", ours, theirs })).toEqual({ text: ticked, conflicts: [] });
  }
});

test("a tick that one side took back and the other wrote in another letter stays", () => {
  const merge = (ours: string, theirs: string) =>
    mergeBodies({ base: "- [x] a\n", ours: `- [${ours}] a\n`, theirs: `- [${theirs}] a\n` }).text;
  expect([merge("X", " "), merge(" ", "X")]).toEqual(["- [X] a\n", "- [X] a\n"]);
});
