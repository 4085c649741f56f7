import { changedPaths, listCommits, type Repository } from "@chant/git";
import * as z from "zod";
import type { Project } from "../../kernel/project.ts";
import { readAttemptEvents, type AttemptEvents } from "./attempt-events.ts";
import { readBranchCriteria } from "./branch-criteria.ts";
import { runPaths, type RunRecord } from "../run/run-record.ts";
import { withoutUndefined } from "../run/run-result.ts";

/** What an attempt came to, from its records, its events and its branch. */
export const attemptFacts = z.object({
  attempt: z.number(),
  outcome: z.string().optional(),
  provider: z.string(),
  model: z.string().optional(),
  seconds: z.number(),
  criteria_ticked: z.array(z.string()),
  criteria_open: z.array(z.string()),
  commits: z.array(z.object({ hash: z.string(), subject: z.string() })).describe("The agent's own"),
  files: z
    .array(z.object({ path: z.string(), status: z.string() }))
    .describe("What the branch changes beside the spec"),
  tools: z.array(z.object({ tool: z.string(), calls: z.number() })),
  last_actions: z.array(z.object({ tool: z.string(), summary: z.string(), failed: z.boolean() })),
  errors: z.array(z.object({ class: z.string(), message: z.string() })),
  input_tokens: z.number().optional(),
  output_tokens: z.number().optional(),
  cost: z.number().optional().describe("USD"),
});

export type AttemptFacts = z.output<typeof attemptFacts>;

/** Gathers what an attempt came to. Changes nothing. */
export async function gatherAttemptFacts(project: Project, record: RunRecord): Promise<AttemptFacts> {
  const repository = await project.repository();
  const [events, criteria, branch] = await Promise.all([
    readAttemptEvents(runPaths(project.runtime, record).event_log),
    readBranchCriteria(repository, record),
    readBranch(repository, record),
  ]);
  const { attempt, verdict, provider, model, usage, cost } = record;
  return withoutUndefined({
    ...{ attempt, outcome: verdict?.outcome, provider, model, cost },
    ...{ input_tokens: usage?.input_tokens, output_tokens: usage?.output_tokens },
    criteria_ticked: [...(criteria?.ticked ?? [])],
    criteria_open: [...(criteria?.open ?? [])],
    ...branch,
    ...{ tools: [...events.tools], last_actions: [...events.last_actions], errors: errorsOf(record, events) },
    seconds: events.seconds,
  });
}

/** That an agent ended is no error of an agent that was stopped. */
function errorsOf({ intent }: RunRecord, { errors }: AttemptEvents): AttemptFacts["errors"] {
  return errors.filter((error) => intent === "run" || error.class !== "crash");
}

/** Nothing where the branch is gone: its commits are elsewhere then. */
async function readBranch(repository: Repository, record: RunRecord): Promise<Pick<AttemptFacts, "commits" | "files">> {
  const { base_commit: base, branch, commits: own, spec_path } = record;
  if (base === undefined) return { commits: [], files: [] };
  const tip = `refs/heads/${branch}`;
  const [commits, changes] = await Promise.all([
    listCommits(repository, base, tip).catch(() => []),
    changedPaths(repository, { from: base, to: tip }).catch(() => []),
  ]);
  return {
    commits: commits.filter(({ hash }) => own.includes(hash)).map(({ hash, subject }) => ({ hash, subject })),
    files: changes.filter(({ path }) => path !== spec_path).map(({ path, status }) => ({ path, status })),
  };
}
