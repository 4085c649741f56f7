import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { parse } from "shell-quote";
import { ChantError } from "@chant/core/errors";
import { createContext, findOperation, runOperation, type Operation } from "@chant/operations";
import { pickSpec } from "../pick-spec.ts";
import { renderResult } from "../render/render.ts";
import { print, warn } from "../terminal/print.ts";
import { createReporter } from "../terminal/reporter.ts";
import { parseFlags, type Globals } from "../to-command.ts";

type Environment = Readonly<Record<string, string | undefined>>;

interface Edited {
  readonly path: string;
  readonly running?: boolean;
}

/** Opens a spec in the user's editor, and then tells what is wrong with it and commits it. Throws INPUT_MISSING, INPUT_INVALID. */
export async function edit(args: readonly string[]): Promise<number> {
  const operation = (await findOperation("edit")) as Operation;
  const parsed = await parseFlags(operation, args);
  if (parsed === undefined) return 0;
  const { input, globals } = parsed;
  const context = createContext({
    cwd: process.cwd(),
    env: process.env,
    surface: "cli",
    report: createReporter(globals).report,
  });
  return pickSpec(input, globals, async (chosen) => {
    const at = (await runOperation(operation, { ...chosen, locate: true }, context)) as unknown as Edited;
    if (chosen["locate"] === true) return show({ ...at, changed: false }, globals);
    if (at.running === true) await warn("An agent is working on this spec: it does not see what you change now.");
    const before = await readFile(at.path, "utf8");
    await openEditor(editorWords(process.env), at.path);
    const changed = (await readFile(at.path, "utf8")) !== before;
    const output = changed ? await runOperation(operation, chosen, context) : at;
    return show({ ...output, changed }, globals);
  });
}

async function show(output: Record<string, unknown>, globals: Globals): Promise<number> {
  if (globals.json) await print(`${JSON.stringify({ ok: true, data: output })}\n`);
  else if (!globals.quiet) await print(await renderResult("edit", output, globals));
  return 0;
}

/** The program and arguments of an editor, cut as a shell would, with nothing that a shell would run. Throws INPUT_MISSING. */
export function editorWords(env: Environment): [program: string, ...args: string[]] {
  const line = [env["VISUAL"], env["EDITOR"]].find((one) => one !== undefined && one.trim() !== "") ?? fallback();
  const words = parse(line, (name) => env[name] ?? "");
  const [program, ...rest] = words.map((word) => (typeof word === "string" ? word : undefined));
  if (program !== undefined && rest.every((word) => word !== undefined)) return [program, ...rest];
  const message = `EDITOR is "${line}", which is no program with arguments: nothing of it goes to a shell.`;
  throw new ChantError("INPUT_INVALID", message, { fix: "export EDITOR='code --wait'" });
}

/** What every system has, for somebody who sits at it. */
function fallback(): string {
  if (process.stdin.isTTY && process.stdout.isTTY) return process.platform === "win32" ? "notepad" : "vi";
  throw new ChantError("INPUT_MISSING", "There is no terminal, and neither VISUAL nor EDITOR names an editor.", {
    fix: "chant edit --locate <id>",
  });
}

/** Runs the editor to its end, on the user's terminal. Throws INPUT_INVALID when it cannot be run or fails. */
async function openEditor([program, ...args]: readonly [string, ...string[]], path: string): Promise<void> {
  const child = spawn(program, [...args, path], { stdio: "inherit" });
  const ended = await new Promise<string | undefined>((resolve) => {
    child.on("error", (error) => resolve(error.message));
    child.on("exit", (code, signal) =>
      resolve(code === 0 ? undefined : `it ended with ${signal ?? `exit code ${code}`}`),
    );
  });
  if (ended === undefined) return;
  const message = `The editor ${program} failed: ${ended}. What it wrote is kept in ${path}.`;
  throw new ChantError("INPUT_INVALID", message, { fix: "export EDITOR='code --wait'", details: { program, path } });
}
