import { nearest } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import { operationNames } from "@chant/operations";
import { builtInNames } from "./commands/names.ts";
import { laterCommands } from "./later.ts";
import { redirect } from "./terminal-flags.ts";

export interface FoundCommand {
  /** Undefined: the user asked for help, or for nothing. */
  readonly name: string | undefined;
  readonly rest: readonly string[];
}

/** The command that a line names, two words before one. Throws INPUT_UNKNOWN_COMMAND with the nearest name. */
export function findCommand(argv: readonly string[]): FoundCommand {
  const start = argv.findIndex((word) => !leading.has(word));
  const [globals, words] = start === -1 ? [argv, []] : [argv.slice(0, start), argv.slice(start)];
  const [first = "help", second = ""] = words;
  if (helpWords.has(first)) return { name: undefined, rest: words };
  const known: ReadonlySet<string> = new Set([...operationNames, ...builtInNames, ...laterCommands]);
  const length = known.has(`${first} ${second}`) ? 2 : 1;
  const name = words.slice(0, length).join(" ");
  if (known.has(name)) return redirect({ name, rest: [...globals, ...words.slice(length)] });
  if (commandsOf(first).length > 0) return { name: undefined, rest: words };
  const close = nearest(first, known);
  const fix = close === undefined ? "chant --help" : `chant ${close} --help`;
  throw new ChantError("INPUT_UNKNOWN_COMMAND", `There is no command "${first}".`, {
    fix,
    details: { command: first },
  });
}

/** The commands whose first word this is, where it is none itself. */
export function commandsOf(group: string): readonly string[] {
  const names: readonly string[] = operationNames;
  return names.includes(group) ? [] : names.filter((name) => name.startsWith(`${group} `));
}

const helpWords: ReadonlySet<string> = new Set(["help", "-h", "--help"]);

/** Global flags may stand before the command. */
const leading: ReadonlySet<string> = new Set(["-q", "--quiet", "--json", "-y", "--yes", "--no-color"]);
