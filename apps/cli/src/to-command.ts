import { Command, CommanderError, Option } from "commander";
import { nearest } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import type { Operation } from "@chant/operations";
import { attachCounts } from "./attach-counts.ts";
import { readFields, type InputField } from "./input-fields.ts";
import { flagAliases, forceFlags, laterFlags } from "./later.ts";
import { hasTerminalFlag, requireCompatible, terminalFlags } from "./terminal-flags.ts";
import { warn } from "./terminal/print.ts";

export interface Globals {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly yes: boolean;
  /** File to write a document to. */
  readonly output?: string;
  /** Show the result again and again. */
  readonly watch?: boolean;
  /** Markdown as it is. */
  readonly plain?: boolean;
  /** Everything the agent says and does. */
  readonly verbose?: boolean;
}

export interface Parsed {
  readonly input: Record<string, unknown>;
  readonly globals: Globals;
}

/**
 * Reads a command's flags and positionals as its operation's input. Gives undefined after printing help. Throws
 * INPUT_INVALID for what the operation does not have and INPUT_UNAVAILABLE for what it does not have yet.
 */
export async function parseFlags(operation: Operation, argv: readonly string[]): Promise<Parsed | undefined> {
  const command = toCommand(operation);
  requireAvailable(operation.name, argv);
  try {
    const words = argv.map((word) => flagAliases[word] ?? word);
    command.parse(attachCounts(operation, words), { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === "commander.helpDisplayed") return undefined;
    throw flagError(operation, command, error);
  }
  const flags = command.opts<Record<string, unknown>>();
  requireCompatible(operation.name, flags);
  const input = toInput(operation, command, flags);
  for (const name of await expandForce(operation.name, flags)) input[name] = true;
  return { input, globals: toGlobals(operation, flags) };
}

function toGlobals({ name, document }: Operation, flags: Readonly<Record<string, unknown>>): Globals {
  const is = (flag: string) => flags[flag] === true;
  return {
    ...{ json: is("json"), quiet: is("quiet"), yes: is("yes") },
    ...(document === undefined || flags["output"] === undefined ? {} : { output: String(flags["output"]) }),
    ...(hasTerminalFlag(name, "--watch") && is("watch") && { watch: true }),
    ...(flags["render"] === false && { plain: true }),
    ...(is("verbose") && { verbose: true }),
  };
}

/** The command of an operation: its flags, arguments and help, derived from its input. */
export function toCommand(operation: Operation): Command {
  const command = new Command(`chant ${operation.name}`)
    .description(operation.summary)
    .usage(usageOf(operation))
    .helpOption("-h, --help", "Show this help")
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
    .allowExcessArguments(false);
  const positionals = operation.positionals ?? [];
  const fields = readFields(operation);
  const isPlaced = ({ name }: InputField) => positionals.includes(name);
  for (const field of fields.filter(isPlaced)) command.argument(argumentOf(field), field.description);
  const options = fields.filter((field) => !isPlaced(field)).flatMap((field) => optionsOf(operation, field));
  for (const option of options) command.addOption(option);
  for (const [flag, description] of terminalFlags[operation.name] ?? []) command.option(flag, description);
  if (operation.document !== undefined) command.addOption(outputOption());
  for (const option of globalOptions()) command.addOption(option);
  if (forceFlags[operation.name] !== undefined) command.addOption(new Option("--force").hideHelp());
  return command;
}

function usageOf(operation: Operation): string {
  const words = readFields(operation).filter((field) => operation.positionals?.includes(field.name));
  const shown = words.map((field) =>
    field.required ? `<${field.flag}>` : `[${field.flag}${field.kind === "list" ? "..." : ""}]`,
  );
  return ["[flags]", ...shown].join(" ");
}

function argumentOf({ flag, kind }: InputField): string {
  // Whether one is missing is said in one wording, at the operation's door.
  return `[${flag}${kind === "list" ? "..." : ""}]`;
}

/** What is done anyway may be asked for all the same. */
function optionsOf(operation: Operation, field: InputField): Option[] {
  const option = optionOf(operation, field);
  return field.defaultsToTrue ? [option, new Option(`--${field.flag}`).hideHelp()] : [option];
}

function optionOf(operation: Operation, field: InputField): Option {
  const { name, flag, kind, description, defaultsToTrue } = field;
  const short = operation.short?.[name];
  const prefix = short === undefined ? "" : `-${short}, `;
  if (kind === "boolean" && defaultsToTrue) return new Option(`${prefix}--no-${flag}`, negated(description));
  const option = new Option(`${prefix}--${flag}${placeOf(field)}`, description);
  return kind === "list"
    ? option.argParser((value: string, all: string[] | undefined) => [...(all ?? []), value])
    : option;
}

/** What stands for the value of a flag. */
function placeOf({ kind, choices }: InputField): string {
  if (kind === "boolean") return "";
  if (kind === "count") return " [number]";
  if (kind === "name") return " [name]";
  return ` <${choices?.join("|") ?? (kind === "number" ? "number" : "value")}>`;
}

/** What is done unless it is turned off is described by what is done. */
function negated(description: string): string {
  return `Do not ${description.charAt(0).toLowerCase()}${description.slice(1)}`;
}

function globalOptions(): Option[] {
  return [
    new Option("-q, --quiet", "Print nothing but errors"),
    new Option("--json", "Print the result as JSON"),
    new Option("-y, --yes", "Answer every question with yes"),
    new Option("--no-color", "Print without colours"),
  ];
}

function outputOption(): Option {
  return new Option("-o, --output <file>", "Write to a file instead of standard output");
}

/** A flag of the documentation that this version does not have is refused by name. Throws INPUT_UNAVAILABLE. */
function requireAvailable(name: string, argv: readonly string[]): void {
  const later = new Set(laterFlags[name]);
  const flags = argv
    .slice(0, argv.includes("--") ? argv.indexOf("--") : argv.length)
    .map((word) => word.split("=")[0] as string);
  const flag = flags.find((word) => later.has(word));
  if (flag === undefined) return;
  throw new ChantError("INPUT_UNAVAILABLE", `${flag} is not available in this version.`, {
    fix: `chant ${name} --help`,
    details: { flag },
  });
}

function toInput(operation: Operation, command: Command, flags: Record<string, unknown>): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  const positionals = operation.positionals ?? [];
  for (const field of readFields(operation)) {
    const at = positionals.indexOf(field.name);
    const value = at === -1 ? flagValue(command, flags, field) : argumentValue(command, at);
    if (value !== undefined) input[field.name] = readers[field.kind]?.(value) ?? value;
  }
  return input;
}

function flagValue(command: Command, flags: Record<string, unknown>, { flag }: InputField): unknown {
  const key = camelCase(flag);
  return command.getOptionValueSource(key) === "cli" ? flags[key] : undefined;
}

function argumentValue(command: Command, at: number): unknown {
  const value: unknown = command.processedArgs[at];
  return Array.isArray(value) && value.length === 0 ? undefined : value;
}

const readers: Readonly<Record<string, (value: unknown) => unknown>> = {
  number: toNumber,
  count: (value) => (value === "true" ? true : toNumber(value)),
  name: (value) => (value === "true" ? true : value),
};

function toNumber(value: unknown): unknown {
  const number = Number(value);
  return value === "" || Number.isNaN(number) ? value : number;
}

async function expandForce(name: string, flags: Record<string, unknown>): Promise<string[]> {
  const stands = forceFlags[name];
  // Some operations have a flag of that name.
  if (flags["force"] !== true || stands === undefined) return [];
  const meaning = stands.length === 0 ? "nothing any more" : stands.map((flag) => `--${flag}`).join(" ");
  await warn(`--force stands for ${meaning}.`);
  return stands.map((flag) => flag.replaceAll("-", "_"));
}

function flagError(operation: Operation, command: Command, error: CommanderError): ChantError {
  const fix = `chant ${operation.name} --help`;
  const said = error.message.replace(/^error: /, "").split("\n")[0] ?? "";
  const unknown = /unknown option '(-[^']*)'/.exec(said)?.[1];
  if (unknown === undefined) return new ChantError("INPUT_INVALID", `${said}.`, { fix });
  const known = command.options.filter((option) => !option.hidden).map((option) => option.long ?? "");
  const close = nearest(unknown, known);
  const hint = close === undefined ? "" : ` Did you mean ${close}?`;
  return new ChantError("INPUT_INVALID", `${operation.name} has no flag ${unknown}.${hint}`, {
    fix,
    details: { flag: unknown },
  });
}

function camelCase(flag: string): string {
  return flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
