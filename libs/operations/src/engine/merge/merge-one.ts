import { readRef } from "@chant/git";
import { ChantError } from "@chant/core/errors";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { finalizeRecord } from "../run/finalize-record.ts";
import { hasUnjudgedWork, mergeRecord, type MergeOptions } from "../run/merge-record.ts";
import type { RunRecord } from "../run/run-record.ts";
import { toRunResult, type RunResult } from "../run/run-result.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/**
 * Merges the branch of one spec. Work that a person finished after its run is judged first. Throws STATE_NO_RUN, and what
 * stands against the merge.
 */
export async function mergeOne(
  { project, context }: Where,
  record: RunRecord,
  options: MergeOptions,
): Promise<RunResult> {
  if (record.merge?.state === "merged") return { ...toRunResult(project, record), message: "Already merged." };
  await requireBranch(project, record);
  const where = { project, context };
  const isJudged = record.verdict?.outcome === "completed" && !(await hasUnjudgedWork(project, record));
  const done = isJudged ? record : await finalizeRecord(where, record, { merge: false });
  if (done.verdict?.outcome !== "completed") return toRunResult(project, done);
  return toRunResult(project, await mergeRecord(where, done, options));
}

/** Throws STATE_NO_RUN. */
async function requireBranch(project: Project, { spec_id, branch }: RunRecord): Promise<void> {
  if ((await readRef(await project.repository(), `refs/heads/${branch}`)) !== undefined) return;
  const fix = `git branch ${branch} <commit>`;
  throw new ChantError("STATE_NO_RUN", `The branch ${branch} of ${spec_id} is gone.`, {
    fix,
    details: { spec_id, branch },
  });
}
