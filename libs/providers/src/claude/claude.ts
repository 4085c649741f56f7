import { splitCommand } from "../command/command.ts";
import { findProgram } from "../find-program.ts";
import type { AgentRequest, Provider } from "../provider.ts";
import { createClaudeParser } from "./events.ts";

const permissions: Readonly<Record<AgentRequest["permission"], readonly string[]>> = {
  full: ["--dangerously-skip-permissions"],
  edits: ["--permission-mode", "acceptEdits"],
};

export interface ClaudeSettings {
  readonly root: string;
  /** A wrapper to run instead, such as one for another account, with arguments of its own. */
  readonly program?: string;
}

/** Claude Code, headless. The prompt goes through standard input: arguments are visible to everybody and limited. */
export function createClaude({ root, program: wrapper = "claude" }: ClaudeSettings): Provider {
  const { program, args: first } = splitCommand(wrapper);
  return {
    name: "claude",
    capabilities: { edits_files: true, reports_cost: true, resumes: true },
    env: [
      ...["ANTHROPIC_", "CLAUDE_", "DISABLE_", "IS_SANDBOX"],
      ...["AWS_REGION", "AWS_PROFILE", "GOOGLE_APPLICATION_CREDENTIALS"],
    ],
    probe: (env) => findProgram(program, { env, root }),
    async invocation({ prompt_text, model, session, permission, env }) {
      const { path = program } = await findProgram(program, { env, root });
      const args = [
        ...first,
        ...["--print", "--output-format", "stream-json", "--verbose"],
        ...(model === undefined ? [] : ["--model", model]),
        ...(session === undefined ? [] : ["--resume", session]),
        ...permissions[permission],
      ];
      return { program: path, args, stdin: prompt_text, env: {} };
    },
    createParser: createClaudeParser,
  };
}
