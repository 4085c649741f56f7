import { parseSpec } from "@chant/core";
import { expect, test } from "vitest";
import { confidenceOf } from "./confidence.ts";
import { factsOf } from "./facts.ts";

interface Shape {
  readonly items: number;
  readonly active?: number;
  readonly paragraphs?: number;
  readonly vague?: number;
}

/** A text of so many list items, some of them with a verb, and paragraphs. */
function shaped({ items, active = items, paragraphs = 0, vague = 0 }: Shape) {
  const list = Array.from({ length: items }, (_, at) => (at < active ? "- Add it" : "- The thing"));
  const text = `## H\n\n${list.join("\n")}\n\n${"Words.\n\n".repeat(paragraphs)}`;
  return confidenceOf(factsOf(parseSpec(text + "## etc\n\n".repeat(vague), { id: "a" })));
}

test.each<[string, Shape, string]>([
  ["under a tenth of lists", { items: 9, paragraphs: 91 }, "D"],
  ["a tenth of lists", { items: 10, paragraphs: 90 }, "C"],
  ["three tenths of lists", { items: 3, paragraphs: 7 }, "C"],
  ["more than three tenths", { items: 31, paragraphs: 69 }, "B"],
  ["six tenths", { items: 6, paragraphs: 4 }, "B"],
  ["more than six tenths", { items: 61, paragraphs: 39 }, "A"],
  ["half of the verbs", { items: 10, active: 5 }, "C"],
  ["more than half of the verbs", { items: 100, active: 51 }, "B"],
  ["eight tenths of the verbs", { items: 10, active: 8 }, "B"],
  ["more than eight tenths", { items: 100, active: 81 }, "A"],
  ["one vague word", { items: 10, vague: 1 }, "B"],
  ["two", { items: 10, vague: 2 }, "B"],
  ["three", { items: 10, vague: 3 }, "C"],
  ["eight", { items: 10, vague: 8 }, "C"],
  ["nine", { items: 10, vague: 9 }, "D"],
  ["no items at all", { items: 0, paragraphs: 3 }, "D"],
])("%s: %j is %s", (_, shape, grade) => {
  expect(shaped(shape).grade).toBe(grade);
});

test("why counts what was counted, and names the vague words with their lines", () => {
  expect(shaped({ items: 3, active: 2, paragraphs: 1, vague: 1 }).why).toEqual([
    "3 of 4 blocks of text are list items.",
    "2 of 3 list items begin with an imperative verb.",
    "Vague words: etc (line 9).",
  ]);
  expect(shaped({ items: 1, vague: 12 }).why[2]).toMatch(/, and more\.$/);
});

test.each(["", " \n\n", "---\nstatus: pending\n---\n"])("no text is a D: %j", (text) => {
  const score = confidenceOf(factsOf(parseSpec(text, { id: "a" })));
  expect(score).toEqual({ grade: "D", why: ["There is no text."] });
});

test("what fetches, sketches and does similarly is not vague", () => {
  const text = "- Add a fetch of /etc/hosts\n- Write a sketch\n- Parse it similarly with `etc`\n";
  const { grade, why } = confidenceOf(factsOf(parseSpec(text, { id: "a" })));
  expect([grade, why[2]]).toEqual(["A", "No vague words."]);
});
