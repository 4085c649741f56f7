import { expect, test } from "vitest";
import * as fc from "fast-check";
import { parseBlocks } from "../spec/markdown.ts";
import { cutterFor } from "./cut-body.ts";
import type { Sequence } from "./piece.ts";
import { sectionStarts } from "./section-starts.ts";

const marks = [
  "a",
  "- b",
  "  - c",
  "",
  "```",
  "  ```",
  "~~~ x",
  "# h",
  "## i",
  "> q",
  "| a | b |",
  "|---|---|",
  "    x",
];
const more = ["<!--", "-->", "<div>", "1. x", "===", "---", "[x]: y", "\t", "#", "- ", "*", "a\rb", "\u2028"];
const text = fc
  .array(fc.oneof(fc.constantFrom(...marks, ...more), fc.string({ maxLength: 4 })), { maxLength: 25 })
  .map((lines) => lines.join("\n"));

const cutBody = cutterFor([]) as NonNullable<ReturnType<typeof cutterFor>>;

const joined = ({ pieces, gaps }: Sequence) =>
  pieces.reduce((all, { text: own }, i) => all + own + gaps[i + 1], gaps[0]);

test("pieces and gaps are the text, and gaps are blank, for any text", () => {
  fc.assert(
    fc.property(text, (whole) => {
      const sequence = cutBody(whole);
      expect(joined(sequence)).toBe(whole);
      expect(sequence.gaps.join("").trim()).toBe("");
    }),
    { numRuns: 300 },
  );
});

test("a section starts only where the parser has a heading", () => {
  fc.assert(
    fc.property(text, (whole) => {
      const { children } = parseBlocks(whole.replaceAll("\r", " "));
      const headings = children.filter(({ type }) => type === "heading").map(({ position }) => position?.start.line);
      for (const line of sectionStarts(whole.split("\n"))) expect(headings).toContain(line + 1);
    }),
    { numRuns: 300 },
  );
});

test("a section starts behind closed fences, and nowhere that a fence or HTML may be open", () => {
  const starts = (...lines: string[]) => sectionStarts(lines);
  expect(starts("# a", "text", "## b", "#none", "####### none", "##")).toEqual([0, 2, 5]);
  expect(starts("```", "# code", "```", "# a", "~~~", "```", "# code")).toEqual([3]);
  expect(starts("# a", "- x", "  ```", "  # code", "  ```", "# b")).toEqual([0]);
  expect(starts("# a", "<div>", "# b")).toEqual([0]);
});

test("the pieces of a text are its smallest parts, with their kinds and levels", () => {
  const body =
    "# T\n\ntext\nmore\n\n- [ ] a\n  b\n  - c\n\n    inner\n1. d\n\n| h |\n|---|\n| r |\n\n```\n\nx\n```\n\n> quote\n> two\n\nUnder\n---\n";
  expect(cutBody(body).pieces.map(({ kind, level, text: own }) => [kind, level, own])).toEqual([
    ["heading", 1, "# T"],
    ["paragraph", 10, "text\nmore"],
    ["item", 12, "- [ ] a\n  b"],
    ["item", 14, "  - c"],
    ["paragraph", 15, "    inner"],
    ["item", 12, "1. d"],
    ["table", 10, "| h |\n|---|"],
    ["row", 11, "| r |"],
    ["code", 10, "```\n\nx\n```"],
    ["blockquote", 10, "> quote\n> two"],
    ["heading", 2, "Under\n---"],
  ]);
});

test("what a formatter or a tick changes does not change a key", () => {
  const keys = (body: string) => cutBody(body).pieces.map(({ key }) => key);
  expect(keys("* [x] a  b\n")).toEqual(keys("-   [ ] a b\n"));
  expect(keys("Head\n----\n")).toEqual(keys("## Head\n"));
  expect(keys("one\ntwo\n")).toEqual(keys("one two\n"));
  expect(keys("| a |  b |\n|:-|--|\n| 1 | 2 |\n")).toEqual(keys("| a | b |\n|:---|---|\n| 1   | 2 |\n"));
  expect(keys("# a\n")).not.toEqual(keys("## a\n"));
  expect(keys("```\na  b\n```\n")).not.toEqual(keys("```\na b\n```\n"));
});

test("a section that all versions have once is one piece, and what takes the parser long is not cut", () => {
  const [one, two] = ["# T\n\ntext\n\n- a\n\n## Same\n\n- b\n\n## X\n", "# T\n\n## Same\n\n- b\n\n\n## X\n\n## X\n"];
  const kinds = (text: string) => cutterFor([one, two])?.(text).pieces.map(({ kind, level }) => `${kind} ${level}`);
  expect(kinds(one)).toEqual(["heading 1", "paragraph 10", "item 12", "section 2", "heading 2"]);
  expect(kinds(two)).toEqual(["heading 1", "section 2", "heading 2", "heading 2"]);
  expect(cutterFor(["# a\n", "x".repeat(700_000)])).toBeUndefined();
  expect(cutterFor(["# a\n", `${"> ".repeat(200)}x`])).toBeUndefined();
});
