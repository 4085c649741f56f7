import { findOperation, operationNames } from "@chant/operations";
import { commandsOf, findCommand } from "./find-command.ts";
import { toCommand } from "./to-command.ts";
import { print } from "./terminal/print.ts";

/** Prints the overview, or the help of the command named after `help`. Without a request it is a usage error: exit 2. */
export async function printHelp(argv: readonly string[]): Promise<number> {
  const asked = argv.some((word) => word === "help" || word === "-h" || word === "--help");
  const named = argv[0] === "help" ? argv.slice(1) : [];
  const group = named[0] ?? argv[0] ?? "";
  if (commandsOf(group).length > 0 && named.length < 2) {
    await print(await groupHelp(group));
    return asked ? 0 : 2;
  }
  if (named.length > 0) return printCommandHelp(named);
  await print(await overview());
  return asked ? 0 : 2;
}

async function groupHelp(group: string): Promise<string> {
  const operations = await Promise.all(commandsOf(group).map((name) => findOperation(name)));
  const lines = operations.flatMap((one) => (one === undefined ? [] : [row(one.name, one.summary)]));
  return `Usage: chant ${group} <command> [flags]\n\nCommands:\n${lines.join("\n")}\n`;
}

async function printCommandHelp(words: readonly string[]): Promise<number> {
  const { name = "" } = findCommand(words);
  const operation = await findOperation(name);
  await print(operation === undefined ? await overview() : toCommand(operation).helpInformation());
  return 0;
}

async function overview(): Promise<string> {
  const operations = await Promise.all(operationNames.map((name) => findOperation(name)));
  const lines = operations.flatMap((one) => (one === undefined ? [] : [row(one.name, one.summary)]));
  const others = [
    row("mcp", "Serve the operations over the Model Context Protocol"),
    row("completion", "Print a completion script for a shell"),
  ];
  return `Usage: chant <command> [flags]

Intent as markdown, kept in git, executed by coding agents.

Commands:
${[...lines, ...others].join("\n")}

Every command has --help, --json, --quiet and --yes.
`;
}

function row(name: string, summary: string): string {
  return `  ${name.padEnd(14)} ${summary}`;
}
