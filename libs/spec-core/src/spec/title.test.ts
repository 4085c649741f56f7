import type { Heading } from "mdast";
import { expect, test } from "vitest";
import * as fc from "fast-check";
import { parseBody, sourceOf } from "./markdown.ts";
import { parseSpec } from "./parse.ts";
import { findTitle } from "./title.ts";

test.each([
  ["the first level-1 heading", "text\n\n# One\n\n# Two\n", "One"],
  ["a heading without its closing marks", "# One ##\n", "One"],
  ["a heading whose mark belongs to the text", "# C#\n", "C#"],
  ["a heading with markup, as it is written", "# Add `x` **now**\n", "Add `x` **now**"],
  ["an underlined heading", "Intro\n=====\n", "Intro"],
  ["an underlined heading of two lines", "One\ntwo\n===\n", "One\ntwo"],
  ["an indented and underlined heading", "  One \n  two \n===\n", "One\ntwo"],
  ["a heading indented by three", "   # One\n", "One"],
  ["a heading with CRLF", "\r\n# One\r\n\r\ntext", "One"],
  ["no level-2 heading", "## Two\n", undefined],
  ["no heading in a fence", "```\n# no\n```\n# Yes\n", "Yes"],
  ["no heading in a longer fence with a shorter one in it", "````\n```\n# no\n````\n# Yes\n", "Yes"],
  ["no heading in a fence of tildes", "~~~ a`b\n# no\n~~~\n# Yes\n", "Yes"],
  ["no heading in a comment", "<!--\n# no\n-->\n\n# Yes\n", "Yes"],
  ["no heading after a comment on one line is lost", "<!-- x -->\n# Yes\n", "Yes"],
  ["no heading in an indented block", "    # no\n\n# Yes\n", "Yes"],
  ["no hashtag", "#tag\n\n# Yes\n", "Yes"],
  ["no underlined text that belongs to a list", "- a\nb\n===\n\n# Yes\n", "Yes"],
  ["no underlined text that belongs to a quote", "> a\nb\n===\n\n# Yes\n", "Yes"],
  ["no text with one dash below it", "a\n-\nb\n===\n", "b"],
  ["no heading in a block of HTML", "<details>\n# no\n</details>\n\n# Yes\n", "Yes"],
  ["no heading that a short comment hides", "<!-->\n# Yes\n", "Yes"],
  ["a heading after an address in brackets", "<https://a.b>\n# Yes\n", "Yes"],
  ["a heading with a line separator in it", "x\n\n# A\u2028B\n", "A\u2028B"],
  ["nothing in an empty text", "", undefined],
])("the title is %s", (_, markdown, title) => {
  expect(findTitle(markdown)).toBe(title);
});

test("the title agrees with the syntax tree for headings, fences, comments and paragraphs in any order", () => {
  const block = fc.constantFrom(
    "# One",
    "# Two ##",
    "## Three",
    "text",
    "Under\n=====",
    "Sub\n---",
    "```\n# a\n```",
    "~~~\n# b\n~~~",
    "<!-- # c -->",
    "<!--\n# d\n-->",
    "> # e",
    "- # f",
    "    # g",
    "#h",
    "***",
    "1. x\n===",
  );
  fc.assert(
    fc.property(fc.array(block, { maxLength: 6 }), fc.constantFrom("\n", "\r\n"), (blocks, eol) => {
      const spec = parseSpec(`---\n---\n${blocks.join("\n\n").replaceAll("\n", eol)}`, { id: "a" });
      const heading = parseBody(spec).children.find((node) => node.type === "heading" && node.depth === 1);
      const title = heading === undefined ? undefined : sourceOf(spec, (heading as Heading).children);
      expect(spec.title).toBe(title);
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["blanks before the end", `# a${" ".repeat(1_000_000)}b`],
  ["marks before the end", `# ${"#".repeat(1_000_000)} b`],
  ["blanks and marks in turn", `# ${" #".repeat(500_000)} b`],
  ["blank lines", `${" \n".repeat(500_000)}x`],
  ["lines of a paragraph", `${"a\n".repeat(300_000)}`],
])("a million %s are no hang", (_, markdown) => {
  expect(findTitle(markdown)?.length ?? 0).toBeLessThanOrEqual(markdown.length);
});
