import { parseFrontmatterData } from "../spec/frontmatter.ts";
import { ChantError } from "../errors/chant-error.ts";

/** A prompt file. */
export interface Prompt {
  readonly name: string;
  readonly purpose: string | undefined;
  /** Name of the prompt that this one builds on. */
  readonly extends: string | undefined;
  /** Whether the agent is told to commit. */
  readonly commits: boolean;
  readonly body: string;
}

/** Reads a prompt file. Throws CONFIG_INVALID when its frontmatter cannot be read. */
export function parsePrompt(text: string, { name }: { readonly name: string }): Prompt {
  const { data, body, findings } = parseFrontmatterData(text);
  if (findings[0] !== undefined) throw new ChantError("CONFIG_INVALID", `The prompt ${name}: ${findings[0].message}`);
  const asText = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
  return {
    name,
    purpose: asText(data["purpose"]),
    extends: asText(data["extends"]),
    commits: data["commits"] !== "false",
    body: body.trim(),
  };
}
