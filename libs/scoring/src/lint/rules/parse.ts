import { foundInParsing } from "../found-in-parsing.ts";
import type { LintRule } from "../rule.ts";

export const parse: LintRule = {
  id: "parse",
  severity: "error",
  summary: "The file can be read.",
  docs: "A spec that cannot be read is never worked and never written; nothing switches this rule off.",
  check: (subject) => foundInParsing(subject, ({ severity }) => severity === "error"),
};
