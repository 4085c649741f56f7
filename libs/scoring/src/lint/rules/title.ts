import type { LintRule } from "../rule.ts";

export const title: LintRule = {
  id: "title",
  severity: "error",
  summary: "The spec has a level-1 heading.",
  docs: "The title is what lists, commits and agents call the work by.",
  check: ({ spec }) =>
    spec.title === undefined || spec.title === ""
      ? [{ message: "There is no level-1 heading.", suggestion: "Add a line `# What is wanted`." }]
      : [],
};
