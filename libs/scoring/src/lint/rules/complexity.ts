import { measure, type Measures } from "../../measure.ts";
import type { LintRule } from "../rule.ts";

export const complexity: LintRule = {
  id: "complexity",
  severity: "warning",
  summary: "The spec asks for no more than one agent can do at once.",
  docs: "`lint.thresholds` sets the numbers; `complexity_words` and the like in `lint.disable` take one away.",
  check(subject, { thresholds, disabled }) {
    const measures = measure(subject);
    return metrics
      .filter(({ key, of }) => measures[of] > thresholds[key] && !disabled.has(key))
      .map(({ key, of, name }) => ({
        message: `It has ${measures[of]} ${name}, more than ${thresholds[key]}.`,
        suggestion: "Split it into members: chant add --group makes one.",
        ...(of === "files" ? { key: "target_files" } : {}),
      }));
  },
};

interface Metric {
  /** The threshold, and what disables this one alone. */
  readonly key: "complexity_criteria" | "complexity_files" | "complexity_words";
  readonly of: keyof Measures;
  readonly name: string;
}

const metrics: readonly Metric[] = [
  { key: "complexity_criteria", of: "criteria", name: "acceptance criteria" },
  { key: "complexity_files", of: "files", name: "target files" },
  { key: "complexity_words", of: "words", name: "words" },
];
