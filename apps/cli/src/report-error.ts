import { exitCodeOf, isChantError } from "@chant/core/errors";
import { escapeControls } from "./terminal/escape.ts";
import { color } from "./terminal/color.ts";
import { print, printError } from "./terminal/print.ts";

/** Tells what went wrong, once, and gives the exit code. What is no ChantError is a bug and shows its stack. */
export async function reportError(error: unknown, { json }: { readonly json: boolean }): Promise<number> {
  const known = isChantError(error) ? error : undefined;
  const message = error instanceof Error ? error.message : String(error);
  const fix = known?.fix === undefined ? undefined : runnable(known.fix);
  if (json) {
    const shown = { code: known?.code ?? "BUG", message, ...(fix === undefined ? {} : { fix }), details: known?.details ?? {} };
    await print(`${JSON.stringify({ ok: false, error: shown })}\n`);
  }
  if (known !== undefined) {
    const hint = fix === undefined ? "" : `  fix: ${escapeControls(fix)}\n`;
    if (!json) await printError(`${color.red(`error[${known.code}]`)}: ${escapeControls(message)}\n${hint}`);
    return exitCodeOf(known.code);
  }
  await printError(`${color.red("error[BUG]")}: ${escapeControls(error instanceof Error ? (error.stack ?? message) : message)}\n`);
  return 1;
}

/** The same hint as somebody can type it who runs chant through npx: plain `npx chant` is another package. */
function runnable(fix: string): string {
  const throughNpx = process.env["npm_command"] === "exec";
  return throughNpx ? fix.replace(/^chant /, "npx @chant/cli ") : fix;
}
