import type { Subject } from "./facts.ts";
import { measure, type Measures } from "./measure.ts";
import { worse, type Grade, type Score } from "./score.ts";
import { thresholds } from "./thresholds.ts";

export interface ComplexityScore extends Score {
  readonly measures: Measures;
}

/** How much a spec asks for at once: the worst of criteria, target files and words decides. */
export function complexityOf(subject: Subject): ComplexityScore {
  const measures = measure(subject);
  const graded = metrics.map((metric) => ({ metric, grade: gradeOf(metric, measures[metric]) }));
  const grade = graded.map((one) => one.grade).reduce(worse, "A");
  const decisive = graded.filter((one) => grade === "A" || one.grade === grade);
  return { grade, measures, why: decisive.map(({ metric }) => reason(metric, { grade, measures })) };
}

type Metric = keyof Measures;

const metrics: readonly Metric[] = ["criteria", "files", "words"];

const names: Readonly<Record<Metric, string>> = {
  criteria: "acceptance criteria",
  files: "target files",
  words: "words",
};

function gradeOf(metric: Metric, count: number): Grade {
  const least = thresholds.complexity[metric];
  return (["D", "C", "B"] as const).find((grade) => count >= least[grade]) ?? "A";
}

function reason(metric: Metric, { grade, measures }: { grade: Grade; measures: Measures }): string {
  const least = thresholds.complexity[metric];
  const bound = grade === "A" ? `under ${least.B}` : `${least[grade]} or more`;
  return `${measures[metric]} ${names[metric]}: ${bound} is ${grade}.`;
}
