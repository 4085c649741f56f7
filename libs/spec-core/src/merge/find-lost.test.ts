import { expect, test } from "vitest";
import { findLost } from "./find-lost.ts";

const spec = (header: string, body: string) => `---\n${header}---\n${body}`;

const texts = {
  base: spec("a: 1\nb: 1\n", "# T\n\n- [ ] one\n- [ ] two\n\ntext\n"),
  ours: spec("a: 2\nb: 1\n", "# T\n\n- [x] one\n- [ ] two\n\ntext\n\nours\n"),
  theirs: spec("a: 1\nc: 1\n", "# T\n\n- [ ] one\n- [ ] two\n- [ ] three\n"),
};
const merged = spec("a: 2\nc: 1\n", "# T\n\n- [x] one\n- [ ] two\n- [ ] three\n\nours\n");

test("a merge that has everything has lost nothing", () => {
  expect(findLost({ ...texts, merged })).toEqual([]);
});

test.each([
  ["a line of ours", "ours\n", "", "line: ours"],
  ["an item of theirs", "- [ ] three\n", "", "line: - three"],
  ["a line of all", "# T", "# U", "line: # T"],
  ["a tick", "[x]", "[ ]", "tick: - one"],
  ["a value", "a: 2", "a: 1", "field: a"],
  ["a field", "c: 1\n", "", "field: c"],
  ["a removal", "c: 1", "b: 1\nc: 1", "field: b"],
])("%s that is gone is found", (_, from, to, lost) => {
  expect(findLost({ ...texts, merged: merged.replace(from, to) })).toEqual([lost]);
});
