import type { Config } from "../config/schema.ts";
import type { Spec } from "../spec/spec.ts";

export interface PromptChoice {
  readonly flag: string | undefined;
  readonly spec: Pick<Spec, "frontmatter">;
  readonly config: Config;
}

/** The prompt of a run: the flag's, the spec's, the one for its type, the default. */
export function selectPrompt({ flag, spec, config }: PromptChoice): string {
  return flag ?? spec.frontmatter.prompt ?? promptOfType(spec) ?? config.defaults.prompt;
}

function promptOfType({ frontmatter }: PromptChoice["spec"]): string | undefined {
  if (frontmatter.type === "documentation") return "documentation";
  if (frontmatter.type !== "research") return undefined;
  return (frontmatter.origin?.length ?? 0) > 0 ? "research-analysis" : "research-synthesis";
}
