import { parseSpec } from "@chant/core";
import { expect, test } from "vitest";
import { factsOf } from "./facts.ts";
import { scoreSpec } from "./score-spec.ts";
import type { Grade, Score } from "./score.ts";
import { suggestionsOf } from "./suggestions.ts";
import { trafficLightOf } from "./traffic-light.ts";

const score = (grade: Grade): Score => ({ grade, why: [`It is ${grade}.`] });

function subject(text: string, id = "2026-01-22-001-abc") {
  const spec = parseSpec(text, { id });
  return { spec, facts: factsOf(spec) };
}

test.each<[Grade, Grade, Grade, string]>([
  ["A", "A", "A", "ready"],
  ["B", "A", "B", "ready"],
  ["B", "C", "A", "review"],
  ["C", "C", "C", "review"],
  ["A", "A", "D", "refine"],
  ["D", "C", "B", "refine"],
])("%s, %s and %s are %s", (complexity, confidence, criteria, light) => {
  const scores = { complexity: score(complexity), confidence: score(confidence), criteria_quality: score(criteria) };
  const found = trafficLightOf(scores);
  expect(found.light).toBe(light);
  expect(found.why).toHaveLength([complexity, confidence, criteria].filter((grade) => grade > "B").length);
});

test("a good spec is ready, and nothing is suggested though its splittability is C", () => {
  const boxes = "- [ ] Add a page\n- [ ] Test it\n- [ ] Check the log\n- [ ] Run the build\n";
  const found = scoreSpec(subject(`# Add a page\n\n## Acceptance Criteria\n\n${boxes}`));
  expect(found.traffic_light).toEqual({ light: "ready", color: "green", why: [] });
  expect(found.splittability.grade).toBe("C");
  expect(found.suggestions).toEqual([]);
  expect(found).not.toHaveProperty("isolation");
});

test("a spec of a title needs refining, and every grade says why", () => {
  const found = scoreSpec(subject("# Something\n"));
  expect(found.traffic_light.light).toBe("refine");
  for (const { why } of [found.complexity, found.confidence, found.criteria_quality, found.splittability]) {
    expect(why.join(" ")).toMatch(/\.$/);
  }
  expect(found.suggestions).toEqual([
    "Add `## Acceptance Criteria` with `- [ ]` items that can be checked.",
    "Write the work as list items that begin with a verb, and say what vague words mean.",
  ]);
});

test("only a D of splittability gives a suggestion; the others give theirs from C, criteria from B", () => {
  const good = { complexity: score("A"), confidence: score("A"), criteria_quality: score("A") };
  const suggested = (grade: Grade) => suggestionsOf({ ...good, splittability: score(grade) });
  expect([suggested("A"), suggested("B"), suggested("C")]).toEqual([[], [], []]);
  expect(suggested("D")).toHaveLength(1);
  const all = {
    complexity: score("C"),
    confidence: score("D"),
    criteria_quality: score("B"),
    splittability: score("D"),
  };
  const texts = suggestionsOf({ ...all, isolation: score("C") });
  expect(texts).toHaveLength(5);
  expect(texts).toEqual([...texts].sort());
});

test("a driver is graded by its members as well, and nothing but isolation looks at them", () => {
  const [one, other] = [1, 2].map((at) => subject(`# M\n\nAfter member ${at}.\n`, `2026-01-22-001-abc.${at}`));
  if (one === undefined || other === undefined) throw new Error("There are two.");
  const alone = scoreSpec(subject("# Driver\n"));
  const { isolation, suggestions, ...rest } = scoreSpec({ ...subject("# Driver\n"), members: [one, other] });
  expect(isolation?.grade).toBe("D");
  expect(suggestions.length).toBe(alone.suggestions.length + 1);
  expect({ ...rest, suggestions: alone.suggestions }).toEqual(alone);
});
