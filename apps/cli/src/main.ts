import { ChantError, isChantError } from "@chant/core/errors";
import { createContext, findOperation, runOperation, type Operation, type ProgressEvent } from "@chant/operations";
import { builtInCommands } from "./commands/built-in.ts";
import { confirm } from "./confirm.ts";
import { printHelp } from "./help.ts";
import { listenForInterrupts } from "./interrupt.ts";
import { laterCommands } from "./later.ts";
import { findCommand } from "./find-command.ts";
import { parseFlags, type Globals, type Parsed } from "./to-command.ts";
import { reportError } from "./report-error.ts";
import { renderResult } from "./render/render.ts";
import { createReporter } from "./terminal/reporter.ts";
import { print, printError } from "./terminal/print.ts";

/** Runs one command line and gives its exit code; everything that goes wrong is told here and nowhere else. */
export async function main(argv: readonly string[]): Promise<number> {
  const json = argv.includes("--json");
  try {
    const command = findCommand(argv);
    if (command.name === undefined) return await printHelp(command.rest);
    const builtIn = builtInCommands[command.name];
    if (builtIn !== undefined) return await builtIn(command.rest);
    if (laterCommands.has(command.name)) throw notYet(command.name);
    const operation = (await findOperation(command.name)) as Operation;
    const parsed = await parseFlags(operation, command.rest);
    return parsed === undefined ? 0 : await runCommand(operation, parsed);
  } catch (error) {
    return reportError(error, { json });
  }
}

function notYet(name: string): ChantError {
  return new ChantError("INPUT_UNAVAILABLE", `chant ${name} is not available in this version.`, {
    fix: "chant --help",
  });
}

async function runCommand(operation: Operation, { input, globals }: Parsed): Promise<number> {
  const interrupts = listenForInterrupts();
  const { signal, kill } = interrupts;
  const report = globals.json && streams.has(operation.name) ? printEvent : createReporter(globals);
  const context = createContext({ cwd: process.cwd(), env: process.env, surface: "cli", signal, kill, report });
  try {
    if (!(await confirm({ operation, input, globals, context }))) return 0;
    const output = await runOperation(operation, input, context);
    await printResult(operation, output as Record<string, unknown>, globals);
    return signal.aborted ? 130 : (operation.exitCode?.(output as never) ?? 0);
  } catch (error) {
    if (!signal.aborted || isChantError(error)) return await reportError(error, globals);
    await printError("Interrupted.\n");
    return 130;
  } finally {
    interrupts.end();
  }
}

async function printResult(operation: Operation, output: Record<string, unknown>, globals: Globals): Promise<void> {
  if (globals.json) return print(`${JSON.stringify({ ok: true, data: output })}\n`);
  if (!globals.quiet) await print(renderResult(operation.name, output));
}

function printEvent(event: ProgressEvent): void {
  void print(`${JSON.stringify(event)}\n`);
}

/** With `--json` these print one line an event before the envelope. */
const streams: ReadonlySet<string> = new Set(["work", "resume"]);
