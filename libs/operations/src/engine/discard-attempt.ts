import {
  commitLeftovers,
  isAncestor,
  openRepository,
  readRef,
  removeWorktree,
  updateRefs,
  type Repository,
} from "@chant/git";
import { ChantError } from "@chant/core/errors";
import type { Context } from "../kernel/context.ts";
import type { Project } from "../kernel/project.ts";
import { leftoverSubject } from "./facts.ts";
import { findLatestRecord, type RunRecord } from "./run-record.ts";
import { commitMessage, findRepository } from "./spec-file.ts";

interface Discarded {
  readonly backup_ref?: string;
  readonly removed: string[];
}

/**
 * Removes the worktree and branch of a spec's last attempt. Everything in them is first committed and kept under
 * `refs/chant/backup/<id>/<attempt>`.
 */
export async function discardAttempt(
  { project, context }: { readonly project: Project; readonly context: Context },
  specId: string,
): Promise<Discarded> {
  const record = await findLatestRecord(project.runtime, specId);
  const repository = await findRepository(project);
  if (record === undefined || repository === undefined || record.merge?.state === "merged") return { removed: [] };
  const head = await commitUncommitted(project, record);
  const ref = `refs/heads/${record.branch}`;
  const tip = await readRef(repository, ref);
  if (tip === undefined) return { removed: [] };
  const backup = `refs/chant/backup/${specId}/${record.attempt}`;
  // An agent may have committed beside its branch.
  const beside =
    head === undefined || (await isAncestor(repository, head, tip)) ? [] : [{ ref: `${backup}-head`, new: head }];
  await updateRefs(repository, [{ ref: backup, new: tip }, ...beside]);
  context.crashPoint("reset:backed-up");
  const removed = await removeTree(repository, record);
  await updateRefs(repository, [{ ref, new: undefined, old: tip }]);
  return { backup_ref: backup, removed: [...removed, record.branch] };
}

/** Gives what is then checked out in the worktree. */
async function commitUncommitted(project: Project, record: RunRecord): Promise<string | undefined> {
  const worktree = await openRepository(record.worktree as string).catch(() => undefined);
  if (worktree === undefined) return undefined;
  const trailers = { "Chant-Spec": record.spec_id, "Chant-Run": record.process_id };
  const message = commitMessage(project, leftoverSubject, trailers);
  await commitLeftovers(worktree, { message, exclude: [...(record.setup_files ?? [])] });
  return readRef(worktree, "HEAD");
}

/** Git's refusal stands: what is still uncommitted here could not be committed either. */
async function removeTree(repository: Repository, { worktree, setup_files: setup }: RunRecord): Promise<string[]> {
  if (worktree === undefined) return [];
  const { removed, reason } = await removeWorktree(repository, { path: worktree, force: (setup?.length ?? 0) > 0 });
  if (removed) return [worktree];
  const message = `The worktree ${worktree} cannot be removed: ${reason ?? "git refused"}.`;
  throw new ChantError("GIT_FAILED", message, { fix: `git -C ${worktree} status`, details: { worktree } });
}
