import type { SpecFacts } from "./facts.ts";
import type { Score } from "./score.ts";
import { thresholds } from "./thresholds.ts";

/** How sure an agent can be of what is wanted: steps in lists, each with a verb, and no vague words. */
export function confidenceOf({ words, blocks, items, imperative, vague }: SpecFacts): Score {
  if (words === 0) return { grade: "D", why: ["There is no text."] };
  const why = [
    `${items} of ${blocks} blocks of text are list items.`,
    `${imperative} of ${items} list items begin with an imperative verb.`,
    vague.length === 0 ? "No vague words." : `Vague words: ${listed(vague)}.`,
  ];
  return { grade: gradeOf({ list: share(items, blocks), verbs: share(imperative, items), vague: vague.length }), why };
}

interface Shares {
  readonly list: number;
  readonly verbs: number;
  readonly vague: number;
}

function gradeOf({ list, verbs, vague }: Shares): Score["grade"] {
  const { A, B, D } = thresholds.confidence;
  if (list < D.list || vague > D.vague) return "D";
  if (list > A.list && verbs > A.verbs && vague <= A.vague) return "A";
  return list > B.list && verbs > B.verbs && vague <= B.vague ? "B" : "C";
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function listed(vague: SpecFacts["vague"]): string {
  const shown = vague.slice(0, 10).map(({ word, line }) => `${word} (line ${line})`);
  return `${shown.join(", ")}${vague.length > 10 ? ", and more" : ""}`;
}
