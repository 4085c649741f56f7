import { isUnfinished } from "@chant/core";
import type { LintRule } from "../rule.ts";

export const prompt: LintRule = {
  id: "prompt",
  severity: "error",
  summary: "The prompt that the spec would be worked with exists.",
  docs: "Prompts are files in `.chant/prompts/`, beside those that chant brings.",
  check({ spec }, { around, promptOf }) {
    const name = promptOf?.(spec) ?? spec.frontmatter.prompt;
    if (name === undefined || !isUnfinished(spec.frontmatter.status)) return [];
    const state = around.prompt(name);
    if (state === undefined || state.exists) return [];
    const { close } = state;
    const suggestion = close === undefined ? "Add the file, or choose another." : `Did you mean ${close}?`;
    return [{ key: "prompt", message: `There is no prompt ${name}.`, suggestion }];
  },
};
