import { isUnfinished } from "@chant/core";
import type { LintRule } from "../rule.ts";

export const promptVariable: LintRule = {
  id: "prompt_variable",
  severity: "error",
  summary: "The prompt that the spec would be worked with names variables that exist.",
  docs: "A name between braces that is no variable reaches the agent as it stands.",
  check({ spec }, { around, promptOf }) {
    const name = promptOf?.(spec) ?? spec.frontmatter.prompt;
    if (name === undefined || !isUnfinished(spec.frontmatter.status)) return [];
    const unknown = around.prompt(name)?.unknown ?? [];
    return unknown.map((variable) => ({
      key: "prompt",
      message: `The prompt ${name} names {{${variable}}}, which is no variable.`,
      suggestion: "Correct the prompt.",
    }));
  },
};
