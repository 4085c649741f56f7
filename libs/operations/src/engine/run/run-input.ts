import type { Config } from "@chant/core";
import * as z from "zod";
import type { RunOptions } from "./run-record.ts";

/** The input fields of every operation that starts an agent. Each flag relaxes the one gate that it names. */
export const runInput = {
  prompt: z.string().optional().describe("Prompt to use instead of the spec's or the default"),
  model: z.string().optional().describe("Model to use"),
  provider: z.string().optional().describe("Agent to use: claude, command, or a file of .chant/providers"),
  target: z.string().optional().describe("Branch to start from and to merge into"),
  allow_no_commits: z.boolean().default(false).describe("Complete also without commits; recorded in the spec"),
  skip_criteria: z.boolean().default(false).describe("Complete with open criteria; recorded in the spec"),
  skip_approval: z.boolean().default(false).describe("Work without a required approval; recorded in the spec"),
  skip_deps: z.boolean().default(false).describe("Work before its dependencies are done; recorded in the spec"),
  merge: z.boolean().default(true).describe("Merge the branch when the spec is completed"),
  max_cost: z.number().positive().optional().describe("USD it may cost; an agent that reports more is stopped"),
  timeout: z.number().positive().optional().describe("Minutes the agent may take"),
  idle_timeout: z.number().positive().optional().describe("Minutes the agent may be silent"),
} as const;

type RunInput = z.output<z.ZodObject<typeof runInput>>;

/** The options of a run from its input and the config. */
export function runOptions(input: RunInput, config: Config): RunOptions {
  const timeout = input.timeout ?? config.agent.timeout_minutes;
  const idle = input.idle_timeout ?? config.agent.idle_timeout_minutes;
  return {
    allow_no_commits: input.allow_no_commits,
    skip_criteria: input.skip_criteria,
    skip_approval: input.skip_approval,
    skip_deps: input.skip_deps,
    merge: input.merge && config.merge.auto,
    ...(input.max_cost === undefined ? {} : { max_cost: input.max_cost }),
    ...(timeout === undefined ? {} : { timeout_minutes: timeout }),
    ...(idle === undefined ? {} : { idle_timeout_minutes: idle }),
  };
}
