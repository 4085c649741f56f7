import { ChantError } from "@chant/core/errors";
import { runOperation, type Context, type Operation } from "@chant/operations";
import { renderResult } from "./render/render.ts";
import { print } from "./terminal/print.ts";
import type { Globals } from "./to-command.ts";

export interface Question {
  readonly operation: Operation;
  readonly input: Record<string, unknown>;
  readonly globals: Globals;
  readonly context: Context;
}

/**
 * Whether to go on. On a terminal a plan is shown and asked about, and so is anything destructive; elsewhere destruction
 * needs `--yes` and everything else goes on. Throws INPUT_CONFIRMATION.
 */
export async function confirm(question: Question): Promise<boolean> {
  const { operation, input, globals, context } = question;
  if (globals.yes) return true;
  const destructive = operation.effect === "destructive";
  if (process.stdin.isTTY !== true || globals.json) {
    if (!destructive) return true;
    const fix = `chant ${operation.name} --yes`;
    throw new ChantError("INPUT_CONFIRMATION", `${operation.name} destroys something and nobody is here to confirm it.`, { fix });
  }
  const parsed = operation.input.safeParse(input);
  const plan = parsed.success ? operation.preview?.(parsed.data as never) : undefined;
  if (plan !== undefined) {
    const shown = (await runOperation(operation, { ...input, ...plan }, context)) as { results?: readonly unknown[] };
    await print(await renderResult(operation.name, shown));
    if (shown.results?.length === 0) return false;
  }
  return plan === undefined && !destructive ? true : ask(operation);
}

async function ask({ name }: Operation): Promise<boolean> {
  const { confirm: question, isCancel } = await import("@clack/prompts");
  const answer = await question({ message: `Go on with ${name}?`, initialValue: false });
  return !isCancel(answer) && answer;
}
