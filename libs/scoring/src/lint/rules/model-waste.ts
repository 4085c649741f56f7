import { isUnfinished } from "@chant/core";
import type { SpecHeader } from "../../facts.ts";
import { isDriver, measure } from "../../measure.ts";
import type { LintRule } from "../rule.ts";

export const modelWaste: LintRule = {
  id: "model_waste",
  severity: "warning",
  summary: "A small spec does not ask for a large model.",
  docs: "Small is what stays within all of `simple_criteria`, `simple_files` and `simple_words`.",
  check(subject, { thresholds }) {
    const { model } = subject.spec.frontmatter;
    if (model === undefined || !/opus|sonnet/i.test(model) || !isWorked(subject.spec)) return [];
    const { criteria, files, words } = measure(subject);
    const { simple_criteria, simple_files, simple_words } = thresholds;
    if (criteria > simple_criteria || files > simple_files || words > simple_words) return [];
    return [{ key: "model", message: `It is small and asks for ${model}.`, suggestion: "Choose a cheaper model." }];
  },
};

/** After the run the field tells which model was used: there is nothing left to choose. */
function isWorked(spec: SpecHeader): boolean {
  return !isDriver(spec) && spec.frontmatter.type !== "research" && isUnfinished(spec.frontmatter.status);
}
