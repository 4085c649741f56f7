import { criteriaOf } from "@chant/core";
import type { LintRule } from "../rule.ts";

export const criteria: LintRule = {
  id: "criteria",
  summary: "The spec says how anybody can tell that it is done.",
  check: (spec) =>
    criteriaOf(spec).length > 0
      ? []
      : [
          {
            rule: "criteria",
            severity: "warning",
            message: "There are no acceptance criteria: nothing tells when it is done.",
            suggestion: "Add `## Acceptance Criteria` with `- [ ]` items.",
          },
        ],
};
