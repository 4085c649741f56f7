import { ChantError } from "@chant/core/errors";
import { parseArgsStringToArgv } from "string-argv";
import { findProgram } from "../find-program.ts";
import type { AgentRequest, Environment, Provider } from "../provider.ts";
import { createCommandParser } from "./events.ts";

export interface CommandSettings {
  readonly name: string;
  readonly root: string;
  readonly program: string;
  /** May hold `{{spec_file}}`, `{{prompt_file}}`, `{{spec_id}}` and `{{model}}`. */
  readonly args: readonly string[];
  /** Variables to set, made from those of the caller. */
  variables?(env: Environment): Readonly<Record<string, string>>;
}

/** Any program as an agent: the prompt on its standard input, everything else in CHANT_ variables. */
export function createCommand({ name, root, program, args, variables }: CommandSettings): Provider {
  return {
    name,
    capabilities: { edits_files: true, reports_cost: false, resumes: false },
    env: [],
    probe: (env) => findProgram(program, { env, root }),
    async invocation(request) {
      const { path = program } = await findProgram(program, { env: request.env, root });
      const env = variables?.(request.env) ?? {};
      return { program: path, args: fillArguments(args, request), stdin: request.prompt_text, env };
    },
    createParser: () => createCommandParser(program),
  };
}

/** Cuts a configured command line into program and arguments; no shell is involved. Throws CONFIG_INVALID. */
export function splitCommand(command: string | undefined): { program: string; args: string[] } {
  const line = command ?? "";
  const [program, ...args] = parseArgsStringToArgv(line);
  const fix = 'chant init --provider command --command "my-agent --flag"';
  if (program === undefined || program === "") {
    throw new ChantError("CONFIG_INVALID", "The provider command needs agent.command in .chant/config.md.", { fix });
  }
  if (!hasWholeQuotes(line)) {
    const message = `The command ${line} has a quote that does not enclose a whole argument, as in "--flag=a b".`;
    throw new ChantError("CONFIG_INVALID", message, { fix, details: { command: line } });
  }
  return { program, args };
}

/** A quote inside a word would be handed on as a character, or cut the word in two: not what was meant. */
function hasWholeQuotes(line: string): boolean {
  return /^\s*(?:(?:[^\s"']+|"[^"]*"|'[^']*')(?:\s+|$))*$/.test(line);
}

/** In one pass, so a value that looks like a placeholder stays what it is. */
function fillArguments(args: readonly string[], request: AgentRequest): string[] {
  const { spec_file, prompt_file, spec_id, model } = request;
  const values: Readonly<Record<string, string>> = { spec_file, prompt_file, spec_id, model: model ?? "" };
  const kept = model === undefined ? withoutModel(args) : args;
  return kept.map((text) => text.replaceAll(/\{\{(\w+)\}\}/g, (mark, key: string) => values[key] ?? mark));
}

/** Without a model, its argument is left out, and the option before it: an agent then takes its own default. */
function withoutModel(args: readonly string[]): string[] {
  const takesModel = (text: string | undefined) => text?.includes("{{model}}") ?? false;
  return args.filter((text, at) => !takesModel(text) && !(text.startsWith("-") && takesModel(args[at + 1])));
}
