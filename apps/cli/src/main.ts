import { ChantError, isChantError } from "@chant/core/errors";
import { createContext, findOperation, runOperation, type Operation } from "@chant/operations";
import { builtInCommands } from "./commands/built-in.ts";
import { confirm } from "./confirm.ts";
import { writeDocument } from "./document.ts";
import { printHelp } from "./help.ts";
import { listenForInterrupts } from "./interrupt.ts";
import { laterCommands } from "./later.ts";
import { findCommand } from "./find-command.ts";
import { pickSpec } from "./pick-spec.ts";
import { parseFlags, type Globals, type Parsed } from "./to-command.ts";
import { reportError } from "./report-error.ts";
import { renderResult, type Asked } from "./render/render.ts";
import { createReporter } from "./terminal/reporter.ts";
import { print, printError } from "./terminal/print.ts";
import { watchResult } from "./watch-result.ts";
import { askFor } from "./wizard/wizards.ts";

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
  const reporter = createReporter({ ...globals, streams: streams.has(operation.name), signal });
  const { report, watched } = reporter;
  const here = { cwd: process.cwd(), env: process.env, surface: "cli" } as const;
  const context = createContext({ ...here, signal, kill, report, watched });
  try {
    const asked = await askFor({ operation, input, globals, context });
    if (asked === undefined) return 0;
    return await pickSpec(asked.input, globals, async (chosen) => {
      if (!(await confirm({ operation, input: chosen, globals, context }))) return 0;
      if (globals.watch) return await watchResult({ operation, input: chosen, context });
      const output = await runOperation(operation, chosen, context).finally(reporter.end);
      const shown = { ...asked.globals, input: chosen, told: reporter.told() };
      await printResult(operation, output as Record<string, unknown>, shown);
      return signal.aborted ? 130 : (operation.exitCode?.(output as never) ?? 0);
    });
  } catch (error) {
    reporter.sayRest();
    if (!signal.aborted || isChantError(error)) return await reportError(error, globals);
    await printError("Interrupted.\n");
    return 130;
  } finally {
    interrupts.end();
  }
}

async function printResult(
  operation: Operation,
  output: Record<string, unknown>,
  globals: Globals & Asked,
): Promise<void> {
  if (globals.json) return print(`${JSON.stringify({ ok: true, data: output })}\n`);
  const document = await operation.document?.(output as never);
  if (document !== undefined) return writeDocument(document, globals);
  if (!globals.quiet) await print(await renderResult(operation.name, output, globals));
}

/** With `--json` these print one line an event before the envelope. */
const streams: ReadonlySet<string> = new Set(["work", "resume", "retry", "replay", "reset", "watch", "resolve"]);
