import { rm } from "node:fs/promises";
import { join } from "node:path";
import { countOnlyOn, listWorktrees, readRef, removeWorktree, updateRefs, type RefChange } from "@chant/git";
import { backupChange } from "../../control/discard-attempt.ts";
import { publishRun } from "../../remote/publish.ts";
import { reportPhase, type Run } from "../run.ts";
import { awaitsMerge } from "../run-record.ts";

/**
 * Removes the worktree and branch of a merged run. A run that is not merged keeps both. What cannot be removed is a
 * warning: the work is where it belongs.
 */
export async function cleanRun(run: Run): Promise<void> {
  const { phase, in_place } = run.record;
  const removes = phase === "merged" && !in_place;
  await publishRun(run);
  const kept = removes ? await removeMerged(run) : undefined;
  if (!awaitsMerge(run.record)) await run.update({ phase: "cleaned" });
  if (kept !== undefined) run.context.report({ type: "warning", message: kept });
  else if (removes) reportPhase(run, "cleaned", `Removed worktree and branch ${run.record.branch}`);
}

/** Gives what is kept, and why, where not everything could be removed. */
async function removeMerged(run: Run): Promise<string | undefined> {
  const { repository, record } = run;
  const worktree = record.worktree as string;
  const ref = `refs/heads/${record.branch}`;
  for (const path of record.setup_files ?? []) await rm(join(worktree, path), { recursive: true, force: true });
  const [tip, { removed, reason }] = await Promise.all([
    readRef(repository, ref),
    removeWorktree(repository, { path: worktree }),
  ]);
  if (!removed) return `The worktree ${worktree} is kept: ${reason ?? "git refused to remove it"}`;
  if (tip === undefined || record.options.keep_branch) return undefined;
  const used = (await listWorktrees(repository)).find(({ branch, prunable }) => branch === record.branch && !prunable);
  if (used !== undefined) return `The branch ${record.branch} is kept: it is checked out in ${used.path}`;
  const backup = await backupOf(run, tip);
  return updateRefs(repository, [...backup, { ref, new: undefined, old: tip }]).then(
    () => undefined,
    (error: Error) => `The branch ${record.branch} is kept: ${error.message}`,
  );
}

/** What was squashed, or merged elsewhere, is in the target as other commits: the agent's own are kept. */
async function backupOf({ project, repository, record }: Run, tip: string): Promise<RefChange[]> {
  const { merge, options, spec_id, attempt, branch } = record;
  const strategy = options.strategy ?? project.config.merge.strategy;
  const isWhole = merge?.state === "merged" && merge.elsewhere !== true && strategy !== "squash";
  if (isWhole || (await countOnlyOn(repository, { tip, ref: `refs/heads/${branch}` })) === 0) return [];
  return [await backupChange(repository, { spec_id, attempt, commit: tip })];
}
