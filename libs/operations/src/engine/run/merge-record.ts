import { parseSpec } from "@chant/core";
import { listCommits, readFileAt } from "@chant/git";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { planRebase } from "../merge/rebase-run.ts";
import { waiveAtMerge } from "./approval-gate.ts";
import { isToolCommit } from "./facts.ts";
import { reviveRun } from "./revive.ts";
import type { RunRecord } from "./run-record.ts";
import { lockSpec } from "./start-run.ts";
import { supervise } from "./supervise.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** How a branch is merged, where that is not what its run and the config say. */
export interface MergeOptions extends Pick<RunRecord["options"], "strategy" | "keep_branch"> {
  /** Its commits are put on top of the target first. */
  readonly rebase?: boolean;
  /** It is merged without an approval that it needs, and the spec says so. */
  readonly skip_approval?: boolean;
}

/**
 * Merges the branch of a completed run by the steps of any run. Throws STATE_LOCKED, and with `rebase` MERGE_CONFLICT; then
 * nothing has changed.
 */
export async function mergeRecord(
  where: Where,
  record: RunRecord,
  { rebase = false, skip_approval = false, ...asked }: MergeOptions = {},
): Promise<RunRecord> {
  const lock = await lockSpec({ ...where, id: record.spec_id });
  const patch = await planMerge(where, record, { rebase, skip_approval, ...asked }).catch(async (error: unknown) => {
    await lock.release();
    throw error;
  });
  return supervise(await reviveRun({ ...where, lock, record, patch }));
}

async function planMerge(
  where: Where,
  record: RunRecord,
  { rebase, skip_approval, ...asked }: MergeOptions,
): Promise<Partial<RunRecord>> {
  const { project } = where;
  const waived = skip_approval ? await waiveAtMerge(where, record) : undefined;
  const options = { ...record.options, ...asked, ...waived?.options, merge: true };
  const unjudged = await hasUnjudgedWork(project, record);
  const phase = (await isCompletedOnBranch(project, record)) ? ("finalized" as const) : ("judged" as const);
  const rebased = rebase ? await planRebase(project, record) : undefined;
  return { phase, ...waived, ...(unjudged && judgedAnew), ...rebased, options };
}

/** From here on a run is judged. */
const judgedAnew = { phase: "running", intent: "run", exit_code: 0 } as const;

/** Whether its branch holds commits that the run was not judged by: somebody solved a conflict there, or went on. */
export async function hasUnjudgedWork(project: Project, { branch, target, commits }: RunRecord): Promise<boolean> {
  const found = await listCommits(await project.repository(), `refs/heads/${target}`, `refs/heads/${branch}`);
  return found.some((commit) => !isToolCommit(commit) && !commits.includes(commit.hash));
}

/** Whoever solved a conflict on the branch may have taken the target's status with it; then the outcome is written anew. */
async function isCompletedOnBranch(project: Project, record: RunRecord): Promise<boolean> {
  if (!record.tracked) return true;
  const text = await readFileAt(await project.repository(), `refs/heads/${record.branch}`, record.spec_path);
  return text === undefined || parseSpec(text, { id: record.spec_id }).frontmatter.status === "completed";
}
