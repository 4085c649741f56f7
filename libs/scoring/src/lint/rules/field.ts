import { foundInParsing } from "../found-in-parsing.ts";
import type { LintRule } from "../rule.ts";

export const field: LintRule = {
  id: "field",
  severity: "warning",
  summary: "Every field has a value that it can have.",
  docs: "A value that a field cannot have is kept in the file and otherwise ignored.",
  check: (subject) => foundInParsing(subject, ({ rule }) => rule === "field"),
};
