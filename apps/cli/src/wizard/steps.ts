import { isCancel } from "@clack/prompts";
import type { Input } from "./wizards.ts";

/** A field, and how to ask for it with what is known so far; nothing is asked where it gives undefined. */
export type Step = readonly [field: string, ask: (known: Input) => Promise<unknown> | undefined];

/** Asks one after another; undefined when somebody cancels. An empty answer leaves a field out. */
export async function askSteps(steps: readonly Step[], input: Input): Promise<Input | undefined> {
  let known = input;
  for (const [field, ask] of steps) {
    const answer = await ask(known);
    if (isCancel(answer)) return undefined;
    if (!isEmpty(answer)) known = { ...known, [field]: answer };
  }
  return known;
}

function isEmpty(answer: unknown): boolean {
  return answer === undefined || answer === "" || (Array.isArray(answer) && answer.length === 0);
}

/** Asks for lines until an empty one; a symbol when it is cancelled. */
export async function askLines(
  message: string,
  ask: (message: string) => Promise<string | symbol>,
): Promise<string[] | symbol> {
  const lines: string[] = [];
  for (;;) {
    const line = await ask(lines.length === 0 ? `${message} (one a line, empty to end)` : "another");
    if (typeof line === "symbol") return line;
    if (line.trim() === "") return lines;
    lines.push(line.trim());
  }
}
