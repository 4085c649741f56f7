import type { builtInNames } from "./names.ts";

type Command = (args: readonly string[]) => Promise<number>;

/** Commands that need a terminal or another app, loaded when they are called. */
const commands: Readonly<Record<(typeof builtInNames)[number], Command>> = {
  completion: async (args) => (await import("./completion.ts")).completion(args),
  completions: async (args) => (await import("./completion.ts")).completion(args),
  edit: async (args) => (await import("./edit.ts")).edit(args),
  mcp: async (args) => (await import("./mcp.ts")).mcp(args),
};

export const builtInCommands: Readonly<Record<string, Command | undefined>> = commands;
