import type { LintRule } from "../rule.ts";

export const parse: LintRule = {
  id: "parse",
  summary: "The file can be read, and every field has a value that it can have.",
  check: (spec) => spec.findings.map((finding) => ({ ...finding, rule: "parse" })),
};
