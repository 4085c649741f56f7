import { findProgram } from "../find-program.ts";
import type { Provider } from "../provider.ts";
import { createClaudeParser } from "./events.ts";

const program = "claude";

/** Claude Code, headless. The prompt goes through standard input: arguments are visible to everybody and limited. */
export function createClaude({ root }: { readonly root: string }): Provider {
  return {
    name: "claude",
    capabilities: { edits_files: true, reports_cost: true, resumes: true },
    env: ["ANTHROPIC_", "CLAUDE_", "DISABLE_", "IS_SANDBOX", "AWS_REGION", "AWS_PROFILE", "GOOGLE_APPLICATION_CREDENTIALS"],
    async probe(env) {
      const path = await findProgram(program, { env, root });
      return path === undefined ? { available: false, program } : { available: true, program, path };
    },
    async invocation({ prompt_text, model, permission, env }) {
      const path = (await findProgram(program, { env, root })) ?? program;
      const rights = permission === "full" ? ["--dangerously-skip-permissions"] : ["--permission-mode", "acceptEdits"];
      const chosen = model === undefined ? [] : ["--model", model];
      const args = ["--print", "--output-format", "stream-json", "--verbose", ...chosen, ...rights];
      return { program: path, args, stdin: prompt_text, env: {} };
    },
    createParser: createClaudeParser,
  };
}
