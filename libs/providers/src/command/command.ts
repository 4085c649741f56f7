import { ChantError } from "@chant/core/errors";
import { parseArgsStringToArgv } from "string-argv";
import { findProgram } from "../find-program.ts";
import type { Provider } from "../provider.ts";
import { createCommandParser } from "./events.ts";

export interface CommandSettings {
  readonly name: string;
  readonly root: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Any program as an agent: the prompt on its standard input, everything else in CHANT_ variables. */
export function createCommand({ name, root, program, args, env: set }: CommandSettings): Provider {
  return {
    name,
    capabilities: { edits_files: true, reports_cost: false, resumes: false },
    env: [],
    async probe(env) {
      const path = await findProgram(program, { env, root });
      return path === undefined ? { available: false, program } : { available: true, program, path };
    },
    async invocation(request) {
      const path = (await findProgram(program, { env: request.env, root })) ?? program;
      const values: Readonly<Record<string, string>> = {
        spec_file: request.spec_file,
        prompt_file: request.prompt_file,
        spec_id: request.spec_id,
        model: request.model ?? "",
      };
      const fill = (text: string) => text.replaceAll(/\{\{(\w+)\}\}/g, (mark, key: string) => values[key] ?? mark);
      return { program: path, args: args.map(fill), stdin: request.prompt_text, env: set };
    },
    createParser: () => createCommandParser(program),
  };
}

/** Cuts a configured command line into program and arguments; no shell is involved. Throws CONFIG_INVALID. */
export function splitCommand(command: string | undefined): { program: string; args: string[] } {
  const [program, ...args] = parseArgsStringToArgv(command ?? "");
  if (program !== undefined) return { program, args };
  const fix = 'chant init --provider command --command "my-agent --flag"';
  throw new ChantError("CONFIG_INVALID", "The provider command needs agent.command in .chant/config.md.", { fix });
}
