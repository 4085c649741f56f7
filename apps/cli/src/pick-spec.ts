import { isChantError } from "@chant/core/errors";
import { isSomebodyThere } from "./terminal/somebody.ts";
import type { Globals } from "./to-command.ts";

type Input = Record<string, unknown>;

/**
 * Runs a command; where a short id fits several specs and somebody is there, asks which one was meant and runs it again with
 * that. Elsewhere, and when nobody chooses, the error stays: INPUT_SPEC_AMBIGUOUS.
 */
export async function pickSpec<T>(input: Input, globals: Globals, run: (input: Input) => Promise<T>): Promise<T> {
  for (let given = input; ;) {
    try {
      return await run(given);
    } catch (error) {
      const chosen = isSomebodyThere(globals) ? await ask(error) : undefined;
      if (chosen === undefined) throw error;
      given = replaceId(given, chosen);
    }
  }
}

interface Choice {
  readonly query: string;
  readonly id: string;
}

async function ask(error: unknown): Promise<Choice | undefined> {
  if (!isChantError(error) || error.code !== "INPUT_SPEC_AMBIGUOUS") return undefined;
  const { query = "", candidates = [] } = error.details as { query?: string; candidates?: readonly string[] };
  // Two files with one id are nothing to choose from.
  if (new Set(candidates).size < 2) return undefined;
  const { isCancel, select } = await import("@clack/prompts");
  const options = candidates.map((id) => ({ value: id, label: id }));
  const id = await select({ message: `"${query}" fits ${candidates.length} specs. Which one?`, options, maxItems: 12 });
  return isCancel(id) ? undefined : { query, id };
}

/** The same input with the short id, wherever it stands, in full. */
export function replaceId(input: Input, { query, id }: Choice): Input {
  const replaced = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(replaced);
    return value === query ? id : value;
  };
  return Object.fromEntries(Object.entries(input).map(([key, value]) => [key, replaced(value)]));
}
