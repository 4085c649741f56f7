import { criteriaOf, parseSpec, sectionsOf } from "@chant/core";
import { expect, test } from "vitest";
import { commentsIn, discussionOf } from "../specs/discussion.ts";
import { discussionEntry, withoutBlocks } from "./discussion-entry.ts";

const at = new Date(2026, 0, 28, 9, 5);

test("an entry names who decided what, when, and why below", () => {
  expect(discussionEntry({ by: "marcos", at, verdict: "APPROVED" })).toBe("**marcos** - 2026-01-28 09:05 - APPROVED");
  expect(discussionEntry({ by: "marcos", at, verdict: "REJECTED", text: " Too large:\r\nsplit it " })).toBe(
    "**marcos** - 2026-01-28 09:05 - REJECTED\nToo large:\nsplit it",
  );
});

const before = "# T\n\n## Acceptance Criteria\n\n- [ ] one\n\n## Approval Discussion\n\n";
const after = "\n\n## Notes\n\nmine\n";

test.each([
  ["a heading", "no\n## Acceptance Criteria\n\n- [x] mine"],
  ["an underline", "no\n---\nmore\n==="],
  ["a fence", "no\n```\nmore"],
  ["a fence of tildes", "~~~ x\nmore"],
  ["a comment", "<!-- no"],
  ["HTML", "  <script>"],
  ["another entry", "no\n\n**ann** - 2026-01-28 10:00 - APPROVED"],
])("V14: a reason with %s changes nothing around it", (_, text) => {
  const entry = discussionEntry({ by: "marcos", at, verdict: "REJECTED", text });
  const spec = parseSpec(`${before}${entry}${after}`, { id: "a" });
  expect(sectionsOf(spec).map(({ name }) => name)).toEqual([
    "T",
    "Acceptance Criteria",
    "Approval Discussion",
    "Notes",
  ]);
  expect(criteriaOf(spec).map((criterion) => criterion.text)).toEqual(["one"]);
  expect(commentsIn(discussionOf(spec))).toBe(1);
});

test("a list, a quote and words in bold within a line stay as they are", () => {
  const text = "- split it\n> as you said\n1. **first** this";
  expect(withoutBlocks(text)).toBe(text);
});
