import { setTimeout as delay } from "node:timers/promises";
import { runOperation, type Context, type Operation } from "@chant/operations";
import { renderResult } from "./render/render.ts";
import { color } from "./terminal/color.ts";
import { print } from "./terminal/print.ts";

const everyMs = 5_000;

const clearScreen = "\u001b[2J\u001b[H";

export interface Watched {
  readonly operation: Operation;
  readonly input: Record<string, unknown>;
  readonly context: Context;
}

/** Shows an operation's result again and again, until it is interrupted: then the exit code is 130. */
export async function watchResult({ operation, input, context }: Watched): Promise<number> {
  const { signal } = context;
  await repeat(signal, async () => {
    const output = (await runOperation(operation, input, context)) as Record<string, unknown>;
    const text = await renderResult(operation.name, output);
    const footer = `[Last updated: ${context.now().toLocaleString("sv")}, press Ctrl+C to stop]`;
    await print(`${process.stdout.isTTY ? clearScreen : ""}${text}\n${color.dim(footer)}\n`);
  });
  return 130;
}

/** Does something, and again after each pause, until a signal. */
export async function repeat(
  signal: AbortSignal,
  act: () => Promise<void>,
  pause: () => Promise<unknown> = () => delay(everyMs, undefined, { signal }).catch(() => undefined),
): Promise<void> {
  while (!signal.aborted) {
    await act();
    await pause();
  }
}
