import { expect, test } from "vitest";
import * as fc from "fast-check";
import { criteriaOf, tickCriterion } from "./criteria.ts";
import { parseSpec } from "./parse.ts";

const parse = (text: string) => parseSpec(text, { id: "a" });

const textsOf = (body: string) => criteriaOf(parse(`---\n---\n${body}`)).map(({ text }) => text);

test("a criterion has its text, its tick, its line and the place of its tick", () => {
  const spec = parse(
    "---\r\nstatus: pending\r\n---\r\n## Acceptance Criteria\r\n\r\n- [ ] One\r\n* [X] Two\r\n  more\r\n",
  );
  expect(criteriaOf(spec)).toEqual([
    { index: 0, text: "One", checked: false, line: 6, offset: spec.text.indexOf("[ ]") + 1 },
    { index: 1, text: "Two more", checked: true, line: 7, offset: spec.text.indexOf("[X]") + 1 },
  ]);
});

test.each([
  [
    "nested ones",
    "## Acceptance Criteria\n- [ ] a\n  - [ ] b\n    1. [x] c\n- plain\n  - [ ] d\n",
    ["a", "b", "c", "d"],
  ],
  ["numbered ones", "## Acceptance Criteria\n1. [ ] a\n2) [x] b\n", ["a", "b"]],
  [
    "ones under subheadings",
    "## Acceptance Criteria\n### One\n- [ ] a\n### Two\n- [ ] b\n## Notes\n- [ ] c\n",
    ["a", "b"],
  ],
  ["the heading in any case and level", "#### ACCEPTANCE criteria\n- [ ] a\n", ["a"]],
  ["the last section of the name", "## Acceptance Criteria\n- [ ] a\n## Acceptance Criteria\n- [ ] b\n", ["b"]],
  ["links and code in them", "## Acceptance Criteria\n- [ ] a `[ ]` [b](c)\n", ["a `[ ]` [b](c)"]],
])("criteria are %s", (_, body, texts) => {
  expect(textsOf(body)).toEqual(texts);
});

test.each([
  ["fenced code", "## Acceptance Criteria\n```\n- [ ] no\n```\n- [ ] a\n", ["a"]],
  ["a fenced heading", "## Acceptance Criteria\n- [ ] a\n```\n## Acceptance Criteria\n- [ ] no\n```\n", ["a"]],
  ["a quote", "## Acceptance Criteria\n> - [ ] no\n\n- [ ] a\n", ["a"]],
  ["indented code", "## Acceptance Criteria\n\n    - [ ] no\n", []],
  ["a title of the name", "# Acceptance Criteria\n- [ ] no\n", []],
  ["another section", "## Notes\n- [ ] no\n", []],
  ["a box without text", "## Acceptance Criteria\n- [ ]\n- [x]no\n- [y] no\n- [ ] a\n", ["a"]],
  ["a comment", "## Acceptance Criteria\n<!--\n- [ ] no\n-->\n", []],
])("F14: %s holds no criterion", (_, body, texts) => {
  expect(textsOf(body)).toEqual(texts);
});

test.each([
  "Agent Output",
  "Agent Conversation",
  "Execution Result",
  "Output",
  "Takeover Analysis",
  "Approval Discussion",
  "Verification Results",
])("a criterion quoted in the section %s is none", (name) => {
  const own = "## Acceptance Criteria\n- [ ] mine\n";
  expect(textsOf(`${own}## ${name}\n### Acceptance Criteria\n- [x] theirs\n`)).toEqual(["mine"]);
  expect(textsOf(`${own}## ${name}\ntext\n## Acceptance Criteria\n- [ ] last\n`)).toEqual(["last"]);
});

test("F10: ticking changes one byte and no other", () => {
  const text =
    "---\r\nstatus: pending\r\n---\r\n- [ ] not me\r\n## Acceptance Criteria\r\n" +
    "- [ ] One  \r\n  - [ ] Two\r\n- [X] Three";
  const spec = parse(text);
  expect(tickCriterion(spec, 1).text).toBe(text.replace("[ ] Two", "[x] Two"));
  expect(tickCriterion(spec, 2, false).text).toBe(text.replace("[X]", "[ ]"));
});

test("ticking what is ticked leaves the very same spec", () => {
  const spec = parse("## Acceptance Criteria\n- [X] a\n- [ ] b\n");
  expect(tickCriterion(spec, 0)).toBe(spec);
  expect(tickCriterion(spec, 1, false)).toBe(spec);
});

test("a criterion that is not there, or a spec that cannot be read, is refused", () => {
  expect(() => tickCriterion(parse("## Acceptance Criteria\n- [ ] a\n"), 1)).toThrow(
    expect.objectContaining({ code: "PARSE_EDIT", message: "a has no criterion 2.", details: { index: 1 } }),
  );
  expect(() => tickCriterion(parse("---\na: [\n---\n## Acceptance Criteria\n- [ ] a\n"), 0)).toThrow(
    expect.objectContaining({ code: "PARSE_EDIT" }),
  );
});

test("in any document a tick changes its own byte, its own state and nothing else", () => {
  const line = fc.constantFrom(
    "## Acceptance Criteria",
    "- [ ] a",
    "- [x] b",
    "  - [ ] c",
    "1. [ ] d",
    "```",
    "> - [ ] q",
    "text",
    "",
    "## Output",
    "* [ ] e",
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 14 }), fc.nat(8), fc.boolean(), (lines, index, checked) => {
      const spec = parse(`---\nx: 1\n---\n## Acceptance Criteria\n- [ ] first\n${lines.join("\n")}`);
      const criteria = criteriaOf(spec);
      fc.pre(index < criteria.length);
      const ticked = tickCriterion(spec, index, checked);
      const states = criteria.map((one) => (one.index === index ? checked : one.checked));
      expect(criteriaOf(ticked).map((one) => one.checked)).toEqual(states);
      const { offset = 0 } = criteria[index] ?? {};
      expect(ticked.text.slice(0, offset)).toBe(spec.text.slice(0, offset));
      expect(ticked.text.slice(offset + 1)).toBe(spec.text.slice(offset + 1));
    }),
    { numRuns: 300 },
  );
});

test("a million blanks in a criterion are no hang", () => {
  expect(textsOf(`## Acceptance Criteria\n- [ ] a${" ".repeat(1_000_000)}b\n`)[0]).toHaveLength(1_000_002);
});
