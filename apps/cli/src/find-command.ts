import { nearest } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import { operationNames } from "@chant/operations";
import { builtInNames } from "./commands/names.ts";
import { laterCommands } from "./later.ts";


export interface FoundCommand {
  /** Undefined: the user asked for help, or for nothing. */
  readonly name: string | undefined;
  readonly rest: readonly string[];
}

/** The command that a line names, two words before one. Throws INPUT_UNKNOWN_COMMAND with the nearest name. */
export function findCommand(argv: readonly string[]): FoundCommand {
  const start = argv.findIndex((word) => !leading.has(word));
  const [first, second] = start === -1 ? [] : [argv[start], argv[start + 1]];
  const globals = start === -1 ? argv : argv.slice(0, start);
  if (first === undefined || first === "help" || first === "-h" || first === "--help") {
    return { name: undefined, rest: start === -1 ? globals : argv.slice(start) };
  }
  const known: ReadonlySet<string> = new Set([...operationNames, ...builtInNames, ...laterCommands]);
  const two = `${first} ${second ?? ""}`;
  if (known.has(two)) return { name: two, rest: [...globals, ...argv.slice(start + 2)] };
  if (known.has(first)) return { name: first, rest: [...globals, ...argv.slice(start + 1)] };
  const close = nearest(first, known);
  const fix = close === undefined ? "chant --help" : `chant ${close} --help`;
  throw new ChantError("INPUT_UNKNOWN_COMMAND", `There is no command "${first}".`, { fix, details: { command: first } });
}

/** Global flags may stand before the command. */
const leading: ReadonlySet<string> = new Set(["-q", "--quiet", "--json", "-y", "--yes", "--no-color"]);
