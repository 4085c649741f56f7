import { isDriver } from "../../measure.ts";
import type { LintRule } from "../rule.ts";

export const criteria: LintRule = {
  id: "criteria",
  severity: "warning",
  summary: "The spec says how anybody can tell that it is done.",
  docs: "Drivers are spared: their members say it.",
  check: ({ spec, facts }) =>
    facts.criteria.length > 0 || isDriver(spec)
      ? []
      : [
          {
            message: "There are no acceptance criteria: nothing tells when it is done.",
            suggestion: "Add `## Acceptance Criteria` with `- [ ]` items.",
          },
        ],
};
