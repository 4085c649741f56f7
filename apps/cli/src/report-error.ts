import { exitCodeOf, isChantError } from "@chant/core/errors";
import { escapeControls } from "./terminal/escape.ts";
import { errorColor } from "./terminal/color.ts";
import { print, printError } from "./terminal/print.ts";
import { runnable } from "./terminal/runnable.ts";

/** Tells what went wrong, once, and gives the exit code. What is no ChantError is a bug and shows its stack. */
export async function reportError(error: unknown, { json }: { readonly json: boolean }): Promise<number> {
  const shown = toShown(error);
  if (json) await print(`${JSON.stringify({ ok: false, error: shown })}\n`);
  if (isChantError(error)) {
    if (!json) await printError(toText(shown));
    return exitCodeOf(error.code);
  }
  const stack = error instanceof Error ? error.stack : undefined;
  await printError(toText({ ...shown, message: stack ?? shown.message }));
  return 1;
}

interface Shown {
  readonly code: string;
  readonly message: string;
  readonly fix?: string;
  readonly details: object;
}

function toShown(error: unknown): Shown {
  if (!isChantError(error)) return { code: "BUG", message: String((error as Error).message ?? error), details: {} };
  const { code, message, fix, details = {} } = error;
  return { code, message, ...(fix !== undefined && { fix: runnable(fix) }), details };
}

function toText({ code, message, fix }: Shown): string {
  const hint = fix === undefined ? "" : `  fix: ${escapeControls(fix)}\n`;
  return `${errorColor.red(`error[${code}]`)}: ${escapeControls(message)}\n${hint}`;
}
