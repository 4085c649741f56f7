import { parseSpec } from "@chant/core";
import { expect, test } from "vitest";
import { complexityOf } from "./complexity.ts";
import { factsOf } from "./facts.ts";
import type { Measures } from "./measure.ts";

/** A spec of exactly this size. */
function sized({ criteria, files, words }: Measures) {
  const paths = Array.from({ length: files }, (_, at) => `src/${at}.ts`);
  const boxes = "- [ ] One\n".repeat(criteria);
  const head = criteria === 0 ? "" : `## Acceptance Criteria\n\n${boxes}`;
  const rest = words - (head.match(/\S+/g)?.length ?? 0);
  const text = `---\ntarget_files: [${paths.join(", ")}]\n---\n\n${"word ".repeat(Math.max(rest, 0))}\n\n${head}`;
  const spec = parseSpec(text, { id: "2026-01-22-001-abc" });
  return { spec, facts: factsOf(spec) };
}

test.each([
  ["criteria", 3, "A"],
  ["criteria", 4, "B"],
  ["criteria", 5, "B"],
  ["criteria", 6, "C"],
  ["criteria", 7, "C"],
  ["criteria", 8, "D"],
  ["files", 2, "A"],
  ["files", 3, "B"],
  ["files", 4, "C"],
  ["files", 5, "D"],
  ["words", 199, "A"],
  ["words", 200, "B"],
  ["words", 399, "B"],
  ["words", 400, "C"],
  ["words", 599, "C"],
  ["words", 600, "D"],
] as const)("%s: %d is %s", (metric, count, grade) => {
  const score = complexityOf(sized({ criteria: 0, files: 0, words: 100, [metric]: count }));
  expect(score.grade).toBe(grade);
  expect(score.measures[metric]).toBe(count);
});

test("the worst decides, and why names what decided", () => {
  const score = complexityOf(sized({ criteria: 8, files: 4, words: 600 }));
  expect(score.grade).toBe("D");
  expect(score.why).toEqual(["8 acceptance criteria: 8 or more is D.", "600 words: 600 or more is D."]);
});

test("an A names everything that stays under", () => {
  expect(complexityOf(sized({ criteria: 1, files: 2, words: 50 })).why).toEqual([
    "1 acceptance criteria: under 4 is A.",
    "2 target files: under 3 is A.",
    "50 words: under 200 is A.",
  ]);
});
