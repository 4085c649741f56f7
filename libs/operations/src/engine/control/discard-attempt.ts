import {
  commitLeftovers,
  countOnlyOn,
  isAncestor,
  openWorktree,
  readHead,
  readRef,
  removeWorktree,
  updateRefs,
  type RefChange,
  type Repository,
} from "@chant/git";
import { ChantError } from "@chant/core/errors";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { leftoverSubject } from "../run/facts.ts";
import { releaseClaim } from "../remote/claim.ts";
import { findLatestRecord, type RunRecord } from "../run/run-record.ts";
import { commitMessage, findRepository } from "../edit/spec-file.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

interface Discarded {
  readonly backup_ref?: string;
  readonly removed: string[];
}

/**
 * Removes the worktree and branch of a spec's last attempt. Everything in them is first committed and kept under
 * `refs/chant/backup/<id>/<attempt>`.
 */
export async function discardAttempt(where: Where, specId: string): Promise<Discarded> {
  const record = await findLatestRecord(where.project.runtime, specId);
  const repository = await findRepository(where.project);
  if (record === undefined || repository === undefined || !isOnBranch(record)) return { removed: [] };
  const { worktree, setup_files = [] } = record;
  const work = worktree === undefined ? undefined : { ...record, setup_files, path: worktree };
  const head = work && (await commitUncommitted(where.project, repository, work));
  const ref = `refs/heads/${record.branch}`;
  const tip = await readRef(repository, ref);
  if (tip === undefined) return { removed: [] };
  const backup_ref = await backUp(repository, { ...record, tip, head });
  where.context.crashPoint("reset:backed-up");
  const removed = work === undefined ? [] : await removeTree(repository, work);
  await releaseClaim({ ...where, repository }, record);
  await updateRefs(repository, [{ ref, new: undefined, old: tip }]);
  return { backup_ref, removed: [...removed, record.branch] };
}

/** What was merged is where it belongs, and what was done in place is on the user's own branch. */
function isOnBranch({ merge, in_place }: RunRecord): boolean {
  return !in_place && merge?.state !== "merged";
}

interface Tips extends Pick<RunRecord, "spec_id" | "attempt"> {
  readonly tip: string;
  /** What is checked out in the worktree: an agent may have committed beside its branch. */
  readonly head: string | undefined;
}

async function backUp(repository: Repository, { tip, head, ...attempt }: Tips): Promise<string> {
  const backup = await backupChange(repository, { ...attempt, commit: tip });
  const isBeside = head !== undefined && !(await isAncestor(repository, head, tip));
  await updateRefs(repository, isBeside ? [backup, { ref: `${backup.ref}-head`, new: head }] : [backup]);
  return backup.ref;
}

/** A worktree of a run, and what the setup brought into it. */
interface Work extends Pick<RunRecord, "process_id" | "spec_id" | "attempt"> {
  readonly path: string;
  readonly setup_files: readonly string[];
}

/** What is to go with a worktree. */
interface Discard extends Work {
  /** What is checked out there, as git remembers it. */
  readonly head: string | undefined;
  /** The run's branch, which goes too when all its commits are elsewhere; undefined: it stays. */
  readonly branch: string | undefined;
}

/**
 * Removes a worktree. What is uncommitted in it is committed on what is checked out there first, and what no branch has is
 * kept under a backup ref, which is given. Throws GIT_FAILED where git refuses.
 */
export async function discardWorktree(
  { project }: Where,
  repository: Repository,
  work: Discard,
): Promise<string | undefined> {
  const worktree = await openWorktree(repository, work.path).catch(() => undefined);
  const commit = (await commitUncommitted(project, repository, work)) ?? work.head;
  const branch = worktree && (await readHead(worktree)).branch;
  const backup = branch === undefined ? await keepAlone(repository, { ...work, commit }) : undefined;
  await removeTree(repository, work);
  if (commit !== undefined && branch !== undefined && branch === work.branch)
    await removeMergedBranch(repository, { ref: `refs/heads/${branch}`, tip: commit });
  return backup;
}

/** Keeps a commit that no ref reaches. */
async function keepAlone(
  repository: Repository,
  { commit, ...attempt }: Pick<Work, "spec_id" | "attempt"> & { readonly commit: string | undefined },
): Promise<string | undefined> {
  if (commit === undefined || (await countOnlyOn(repository, { tip: commit })) === 0) return undefined;
  const backup = await backupChange(repository, { ...attempt, commit });
  await updateRefs(repository, [backup]);
  return backup.ref;
}

async function removeMergedBranch(repository: Repository, { ref, tip }: { ref: string; tip: string }): Promise<void> {
  if ((await countOnlyOn(repository, { tip, ref })) > 0) return;
  await updateRefs(repository, [{ ref, new: undefined, old: tip }]);
}

/** The ref that keeps a commit of an attempt: one that is there already stays what it is. */
export async function backupChange(
  repository: Repository,
  { spec_id, attempt, commit }: Pick<Work, "spec_id" | "attempt"> & { readonly commit: string },
): Promise<RefChange & { readonly new: string }> {
  const base = `refs/chant/backup/${spec_id}/${attempt}`;
  for (let number = 1; ; number++) {
    const ref = number === 1 ? base : `${base}.${number}`;
    const present = await readRef(repository, ref);
    if (present === undefined || present === commit) return { ref, new: commit, old: present };
  }
}

/** Gives what is then checked out in the worktree; undefined where there is none. */
async function commitUncommitted(project: Project, repository: Repository, work: Work): Promise<string | undefined> {
  const worktree = await openWorktree(repository, work.path).catch(() => undefined);
  if (worktree === undefined) return undefined;
  const trailers = { "Chant-Spec": work.spec_id, "Chant-Run": work.process_id };
  const message = commitMessage(project, leftoverSubject, trailers);
  await commitLeftovers(worktree, { message, exclude: work.setup_files });
  return readRef(worktree, "HEAD");
}

/** Git's refusal stands: what is still uncommitted here could not be committed either. */
async function removeTree(repository: Repository, work: Pick<Work, "path" | "setup_files">): Promise<string[]> {
  const { path } = work;
  const { removed, reason } = await removeWorktree(repository, { path, force: work.setup_files.length > 0 });
  if (removed) return [path];
  const message = `The worktree ${path} cannot be removed: ${reason ?? "git refused"}.`;
  throw new ChantError("GIT_FAILED", message, { fix: `git -C ${path} status`, details: { worktree: path } });
}
