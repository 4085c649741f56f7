import type { SpecFacts } from "./facts.ts";
import type { Score } from "./score.ts";
import { thresholds } from "./thresholds.ts";

/** Whether the acceptance criteria say when the work is done: their number decides. */
export function criteriaQualityOf(facts: SpecFacts): Score {
  const count = facts.criteria.length;
  const grade = (["A", "B", "C"] as const).find((one) => count >= thresholds.criteria_quality[one]) ?? "D";
  if (count === 0) return { grade, why: ["There are no acceptance criteria."] };
  return {
    grade,
    why: [count === 1 ? "There is one acceptance criterion." : `There are ${count} acceptance criteria.`],
  };
}
