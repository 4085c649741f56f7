import { foundInParsing } from "../found-in-parsing.ts";
import type { LintRule } from "../rule.ts";

export const frontmatter: LintRule = {
  id: "frontmatter",
  severity: "info",
  summary: "The file has a frontmatter.",
  docs: "Without one a spec is pending code.",
  check: (subject) => foundInParsing(subject, ({ rule }) => rule === "frontmatter"),
};
