import { join } from "node:path";
import { ChantError } from "../errors/chant-error.ts";
import { parsePrompt, type Prompt } from "../prompt/parse.ts";
import type { ChantPaths } from "./paths.ts";
import { readText } from "./read-text.ts";

export interface PromptRequest {
  readonly paths: ChantPaths;
  /** Folder of the prompts that ship with chant, used where the project has no file of that name. */
  readonly bundled: string;
  readonly name: string;
}

/** Names of the documentation that mean other prompts. */
export const promptAliases: Readonly<Record<string, string>> = {
  document: "documentation",
  research: "research-analysis",
};

/** Reads a prompt by name; names are plain words, with folders. Throws CONFIG_PROMPT_NOT_FOUND, CONFIG_INVALID. */
export async function readPromptFile({ paths, bundled, name }: PromptRequest): Promise<Prompt> {
  if (!/^[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_-]+)*$/.test(name)) throw notFound(name, "the name is no prompt name");
  const names = [name, promptAliases[name]].filter((one) => one !== undefined);
  for (const folder of [paths.prompts, bundled]) {
    for (const one of names) {
      const text = await readText(join(folder, `${one}.md`));
      if (text !== undefined) return parsePrompt(text, { name });
    }
  }
  throw notFound(name, `there is no ${join(paths.prompts, `${name}.md`)}`);
}

function notFound(name: string, why: string): ChantError {
  const fix = "chant work --prompt standard";
  return new ChantError("CONFIG_PROMPT_NOT_FOUND", `The prompt "${name}" does not exist: ${why}.`, {
    fix,
    details: { name },
  });
}
