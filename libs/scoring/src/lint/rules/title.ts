import type { LintRule } from "../rule.ts";

export const title: LintRule = {
  id: "title",
  summary: "The spec has a level-1 heading.",
  check: (spec) =>
    spec.title === undefined || spec.title === ""
      ? [
          {
            rule: "title",
            severity: "error",
            message: "There is no level-1 heading.",
            suggestion: "Add a line `# What is wanted`.",
          },
        ]
      : [],
};
