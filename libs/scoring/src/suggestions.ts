import type { Grade, Score } from "./score.ts";

/** The grades that suggestions are made from. */
export interface Graded {
  readonly complexity: Score;
  readonly confidence: Score;
  readonly criteria_quality: Score;
  readonly splittability: Score;
  readonly isolation?: Score;
}

/** What would raise the grades, sorted, each said once. */
export function suggestionsOf(scores: Graded): readonly string[] {
  const texts = rows.flatMap(([dimension, byGrade]) => {
    const grade = scores[dimension]?.grade;
    return grade === undefined ? [] : (byGrade[grade] ?? []);
  });
  return [...new Set(texts)].sort();
}

const split = "Split it: fewer criteria, files and words for each spec.";
const steps = "Write the work as list items that begin with a verb, and say what vague words mean.";
const four = "Add acceptance criteria until there are four.";
const independent = "Give each member files of its own, and let its text stand without the other members.";

const rows: readonly (readonly [keyof Graded, Partial<Readonly<Record<Grade, string>>>])[] = [
  ["complexity", { C: split, D: split }],
  ["confidence", { C: steps, D: steps }],
  ["criteria_quality", { B: four, C: four, D: "Add `## Acceptance Criteria` with `- [ ]` items that can be checked." }],
  // C is the ordinary grade of a spec that is small enough: advice on it would stand under nearly every spec.
  ["splittability", { D: "Separate the parts that depend on each other before splitting it." }],
  ["isolation", { C: independent, D: independent }],
];
