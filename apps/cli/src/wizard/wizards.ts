import type { Context, Operation } from "@chant/operations";
import { isSomebodyThere } from "../terminal/somebody.ts";
import type { Globals } from "../to-command.ts";

export type Input = Record<string, unknown>;

/** Asks for what a command line left open. */
export interface Wizard {
  /** Whether anything is left open. */
  isWanted(input: Input): boolean;
  /** The whole input; undefined when somebody thought better of it. */
  ask(input: Input, context: Context): Promise<Input | undefined>;
  /** The file to write a document to; undefined for standard output. */
  askOutput?(): Promise<string | symbol | undefined>;
}

/** Loaded when they ask. */
const wizards: Readonly<Record<string, () => Promise<Wizard>>> = {
  add: async () => (await import("./add.ts")).addWizard,
  export: async () => (await import("./export.ts")).exportWizard,
  merge: async () => (await import("./merge.ts")).mergeWizard,
  reject: async () => (await import("./reject.ts")).rejectWizard,
  search: async () => (await import("./search.ts")).searchWizard,
  work: async () => (await import("./work.ts")).workWizard,
};

export interface Question {
  readonly operation: Operation;
  readonly input: Input;
  readonly globals: Globals;
  readonly context: Context;
}

export interface Asked {
  readonly input: Input;
  readonly globals: Globals;
}

/** A command line with what somebody on a terminal was asked for; undefined when they gave up. */
export async function askFor({ operation, input, globals, context }: Question): Promise<Asked | undefined> {
  const wizard = await findWizard(operation.name, globals);
  if (!wizard?.isWanted(input)) return { input, globals };
  const asked = await wizard.ask(input, context);
  if (asked === undefined) return undefined;
  const output = globals.output ?? (await wizard.askOutput?.());
  if (typeof output === "symbol") return undefined;
  return { input: asked, globals: output === undefined ? globals : { ...globals, output } };
}

async function findWizard(name: string, globals: Globals): Promise<Wizard | undefined> {
  if (!Object.hasOwn(wizards, name) || !isSomebodyThere(globals)) return undefined;
  return wizards[name]?.();
}
