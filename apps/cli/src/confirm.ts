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
 * needs `--yes` and everything else goes on, as does what only shows a plan. Throws INPUT_CONFIRMATION.
 */
export async function confirm(question: Question): Promise<boolean> {
  const { operation, globals } = question;
  const plan = planOf(question);
  const isPlan = operation.preview !== undefined && plan === undefined;
  if (globals.yes || isPlan) return true;
  const somebody = process.stdin.isTTY === true && !globals.json;
  if (!somebody) return requireHarmless(operation);
  if (plan === undefined) return operation.effect === "destructive" ? ask(operation) : true;
  return (await showPlan(question, plan)) && ask(operation);
}

function requireHarmless({ name, effect }: Operation): true {
  if (effect !== "destructive") return true;
  const message = `${name} destroys something and nobody is here to confirm it.`;
  throw new ChantError("INPUT_CONFIRMATION", message, { fix: `chant ${name} --yes` });
}

function planOf({ operation, input }: Question): object | undefined {
  const parsed = operation.input.safeParse(input);
  return parsed.success ? operation.preview?.(parsed.data as never) : undefined;
}

type Plan = Record<string, unknown> & { readonly results?: readonly unknown[]; readonly nothing_to_do?: boolean };

/** Shows what would be done; false when that is nothing. */
async function showPlan({ operation, input, context }: Question, plan: object): Promise<boolean> {
  const shown = (await runOperation(operation, { ...input, ...plan }, context)) as Plan;
  await print(await renderResult(operation.name, shown));
  return shown.results?.length !== 0 && shown.nothing_to_do !== true;
}

async function ask({ name }: Operation): Promise<boolean> {
  const { confirm: question, isCancel } = await import("@clack/prompts");
  const answer = await question({ message: `Go on with ${name}?`, initialValue: false });
  return !isCancel(answer) && answer;
}
