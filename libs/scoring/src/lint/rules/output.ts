import type { LintRule } from "../rule.ts";

export const output: LintRule = {
  id: "output",
  severity: "error",
  summary: "What the agent answered fits the spec's output_schema.",
  docs: "Looked at when the spec is completed; the answer is taken from its log.",
  check({ spec }, { around }) {
    const { status, output_schema } = spec.frontmatter;
    if (status !== "completed" || output_schema === undefined) return [];
    const problems = around.output(spec.id) ?? [];
    return problems.map((message) => ({ key: "output_schema", message }));
  },
};
