import { rm } from "node:fs/promises";
import { join } from "node:path";
import { readRef, removeWorktree, updateRefs } from "@chant/git";
import { reportPhase, type Run } from "../run.ts";
import { awaitsMerge } from "../run-record.ts";

/**
 * Removes the worktree and branch of a merged run. A run that is not merged keeps both. What cannot be removed is a
 * warning: the work is where it belongs.
 */
export async function cleanRun(run: Run): Promise<void> {
  const { phase, in_place } = run.record;
  const removes = phase === "merged" && !in_place;
  if (removes) await removeMerged(run);
  if (!awaitsMerge(run.record)) await run.update({ phase: "cleaned" });
  if (removes) reportPhase(run, "cleaned", `Removed worktree and branch ${run.record.branch}`);
}

async function removeMerged(run: Run): Promise<void> {
  const { repository, record } = run;
  const worktree = record.worktree as string;
  const ref = `refs/heads/${record.branch}`;
  for (const path of record.setup_files ?? []) await rm(join(worktree, path), { recursive: true, force: true });
  const [tip, { removed, reason }] = await Promise.all([
    readRef(repository, ref),
    removeWorktree(repository, { path: worktree }),
  ]);
  if (!removed) return warn(run, `The worktree ${worktree} is kept: ${reason ?? "git refused to remove it"}`);
  if (tip === undefined) return;
  await updateRefs(repository, [{ ref, new: undefined, old: tip }]).catch((error: Error) => {
    warn(run, `The branch ${record.branch} is kept: ${error.message}`);
  });
}

function warn(run: Run, message: string): void {
  run.context.report({ type: "warning", message });
}
