import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { finalizeRecord } from "../run/finalize-record.ts";
import { mergeRecord, type MergeOptions } from "../run/merge-record.ts";
import { awaitsMerge, type RunOptions, type RunRecord } from "../run/run-record.ts";
import { toRunResult, type RunResult } from "../run/run-result.ts";
import { startRun } from "../run/start-run.ts";
import { supervise } from "../run/supervise.ts";
import { mergeOne } from "./merge-one.ts";
import { findConflict } from "./resolution.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** How a conflict is resolved, and what becomes of it then. */
export interface ResolveAsked extends Pick<MergeOptions, "strategy" | "keep_branch" | "skip_approval"> {
  readonly merge: boolean;
  readonly prompt?: string | undefined;
  readonly model?: string | undefined;
  readonly provider?: string | undefined;
  /** Limits of the agent, where they are not those of the config. */
  readonly limits?: Pick<RunOptions, "max_cost" | "timeout_minutes" | "idle_timeout_minutes">;
}

/**
 * Has an agent resolve what keeps the branch of a completed spec from its target, in the spec's own worktree, and merges it.
 * Where nothing conflicts any more it is only merged. Throws STATE_TRANSITION, STATE_CHECKOUT_DIRTY and whatever refuses a
 * run.
 */
export async function resolveConflict(where: Where, last: RunRecord, asked: ResolveAsked): Promise<RunResult> {
  const record = await requireDone(where, last);
  const how = pickHow(asked);
  if (record.merge?.state === "merged" || (await findConflict(where.project, record)) === undefined)
    return mergeOne(where, record, { ...how, ...(asked.skip_approval && { skip_approval: true }) });
  const refused = awaitsMerge(record) ? toRunResult(where.project, await mergeRecord(where, record, how)) : undefined;
  if (refused !== undefined && refused.reason !== "merge_conflict") return refused;
  const { spec_id: id, branch, target } = record;
  const { prompt = "merge-conflict", model, provider } = asked;
  const options = { ...optionsOf(where.project, record, asked), ...how };
  const run = await startRun({ ...where, id, branch, target, prompt, model, provider, options, resolve: true });
  return toRunResult(where.project, await supervise(run));
}

function pickHow({ strategy, keep_branch }: ResolveAsked): Pick<MergeOptions, "strategy" | "keep_branch"> {
  return { ...(strategy && { strategy }), ...(keep_branch && { keep_branch }) };
}

/** What a person waived for the work holds for what is left of it. */
function optionsOf({ config }: Project, { options }: RunRecord, asked: ResolveAsked): RunOptions {
  const { timeout_minutes, idle_timeout_minutes } = config.agent;
  const { allow_no_commits, skip_criteria, skip_deps } = options;
  return {
    ...{ allow_no_commits, skip_criteria, skip_deps, merge: asked.merge },
    skip_approval: asked.skip_approval ?? options.skip_approval,
    ...(timeout_minutes !== undefined && { timeout_minutes }),
    ...(idle_timeout_minutes !== undefined && { idle_timeout_minutes }),
    ...asked.limits,
  };
}

/** Work that somebody finished after its run, or whose end was cut off, is judged first. Throws STATE_TRANSITION. */
async function requireDone(where: Where, record: RunRecord): Promise<RunRecord> {
  if (record.verdict?.outcome === "completed" || record.resolution !== undefined) return record;
  return finalizeRecord(where, record, { merge: false });
}
