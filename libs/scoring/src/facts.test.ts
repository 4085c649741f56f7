import { parseSpec } from "@chant/core";
import { expect, test } from "vitest";
import { factsOf, type WordLists } from "./facts.ts";
import { factsVersion } from "./versions.ts";

const id = "2026-01-22-001-abc";

function facts(body: string, words?: WordLists) {
  return factsOf(parseSpec(`---\nstatus: pending\n---\n${body}`, { id }), words);
}

test("facts are these, and another version says that they mean something else", () => {
  const text = `---
# mine
status: pending
"labels": [a]
depends_on:
  - status: no key
---

# Improve the login

Similar to 2026-01-22-002-def, and member 2 is tightly
coupled.

## Steps

1. Add a page
2. The page
   - [ ] Test it

> Quoted, etc.

\`\`\`sh
echo improve 2026-01-22-003-ghi
\`\`\`

## Acceptance Criteria

- [x] Ticked
- [ ] Open \`code\`

## Agent Output

- improve member 3
`;
  expect(factsOf(parseSpec(text, { id }))).toEqual({
    criteria: [
      { line: 28, checked: true },
      { line: 29, checked: false, text: "Open `code`" },
    ],
    words: 46,
    headings: 2,
    blocks: 7,
    items: 5,
    imperative: 2,
    vague: [
      { word: "improve", line: 9 },
      { word: "similar", line: 11 },
      { word: "etc", line: 20 },
    ],
    mentions: [{ id: "2026-01-22-002-def", line: 11 }],
    names_member: true,
    coupled: true,
    secrets: [],
    lines: { status: 3, labels: 4, depends_on: 5 },
  });
  // Other facts need another version: caches go by it.
  expect(factsVersion).toBe("1");
});

test.each([
  ["fetch", []],
  ["sketch similarly; improvement", []],
  ["/etc and etc/hosts, self-similar", []],
  ["`etc` and\n\n    improve\n\n~~~\nimprove\n~~~", []],
  ["<!-- improve -->", []],
  ["Etc. **similar** IMPROVE", ["etc", "similar", "improve"]],
  ["as\nneeded and related", ["as needed", "and related"]],
])("the vague words of %j are %j", (body, words) => {
  expect(facts(body).vague.map(({ word }) => word)).toEqual(words);
});

test("a project's own words replace the English ones", () => {
  const words = { vague: ["usw.", "bei Bedarf", " "], verbs: ["Prüfe"] };
  const found = facts("- prüfe alles, usw.\n- add, etc\n- bei\n  Bedarf\n", words);
  expect(found.vague.map(({ word }) => word)).toEqual(["usw.", "bei bedarf"]);
  expect(found.imperative).toBe(1);
});

test("a list of words that is empty finds nothing", () => {
  expect(facts("- add etc\n", { vague: [], verbs: [] })).toMatchObject({ vague: [], imperative: 0 });
});

test.each([
  ["numbered items are items", "1. Add\n2) Fix\n", { items: 2, blocks: 2, imperative: 2 }],
  ["nested items are items", "- Add\n  - Fix\n    + Test\n", { items: 3, blocks: 3 }],
  ["a paragraph of three lines is one", "a\nb\nc\n", { items: 0, blocks: 1 }],
  ["a paragraph in an item is the item's", "- Add\n\n  more\n", { items: 1, blocks: 1 }],
  ["a box before the verb", "- [ ] Add\n- [X] fix\n", { imperative: 2 }],
  ["marks around the verb", "- **Add** it\n- `run` it\n", { imperative: 2 }],
  ["another form of a verb", "- Added\n- Adding\n- added: Add\n", { imperative: 0 }],
  ["rules, code and HTML are no text", "---\n\n```\na\n```\n\n<div>a</div>\n\n- \n", { items: 0, blocks: 0 }],
  ["only a heading", "# Title\n", { items: 0, blocks: 0, words: 2, headings: 0 }],
  ["headings in code are none", "## A\n\n```\n## B\n```\n\n### C\n\nD\n---\n", { headings: 3 }],
  ["code and tables are words", "`a b` | c |\n\n```\nd\n```\n", { words: 8 }],
  ["nothing", "\n \n", { words: 0, blocks: 0, headings: 0 }],
])("%s", (_, body, expected) => {
  expect(facts(body)).toMatchObject(expected);
});

test.each([
  ["See 2026-01-22-002-def.1.2.", ["2026-01-22-002-def.1.2"]],
  ["web-2026-01-22-002-def, [[2026-01-22-00z-x7m]]", ["web-2026-01-22-002-def", "2026-01-22-00z-x7m"]],
  ["2026-01-22, v2026-01-22-1-a, 2026-01-22-002-def-more", []],
  ["twice 2026-01-22-002-def 2026-01-22-002-def", ["2026-01-22-002-def"]],
])("%j mentions %j", (body, ids) => {
  expect(facts(body).mentions.map((mention) => mention.id)).toEqual(ids);
});

test("lines count from the top of the file, whatever ends them", () => {
  const text = "\uFEFF---\r\nstatus: pending\r\n---\r\n\r\n# T\r\n\r\nOne\r\netc\r\n";
  expect(factsOf(parseSpec(text, { id }))).toMatchObject({
    vague: [{ word: "etc", line: 8 }],
    lines: { status: 2 },
  });
});

test("text that is made to be slow is read like any other", () => {
  const long = 20_000;
  const bodies = ["a-".repeat(long), "2026-01-22-001-".repeat(long / 10), `as${" ".repeat(long)}`, "sk-".repeat(long)];
  for (const body of bodies) expect(facts(body).words).toBeGreaterThan(0);
  expect(facts("> ".repeat(3_000)).blocks).toBe(0);
});
