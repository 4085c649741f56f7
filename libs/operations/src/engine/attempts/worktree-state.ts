import { stat } from "node:fs/promises";
import { join } from "node:path";
import { countOnlyOn, openWorktree, operationInProgress, readStatus, type Repository } from "@chant/git";

/** What is in a worktree that is nowhere else. */
export interface WorktreeState {
  /** Paths that are not committed: ignored files and what the setup brought left out. */
  readonly dirty: readonly string[];
  /** Full hash of what is checked out. */
  readonly head: string | undefined;
  /** Undefined when detached. */
  readonly branch: string | undefined;
  /** Commits that no other ref of the repository reaches. */
  readonly unmerged: number;
  /** What somebody is in the middle of. */
  readonly operation: string | undefined;
}

/** Looks at a worktree whose folder is there. Three git processes. */
export async function readWorktreeState(
  repository: Repository,
  { path, setup = [] }: { readonly path: string; readonly setup?: readonly string[] },
): Promise<WorktreeState> {
  const worktree = await openWorktree(repository, path);
  const [{ head, states }, operation] = await Promise.all([readStatus(worktree, []), operationInProgress(worktree)]);
  const paths = states.filter(({ kind }) => kind !== "ignored").map((state) => state.path);
  const dirty = paths.filter((one) => !setup.some((brought) => one === brought || one.startsWith(`${brought}/`)));
  const ref = head.branch === undefined ? undefined : `refs/heads/${head.branch}`;
  const unmerged = head.commit === undefined ? 0 : await countOnlyOn(repository, { tip: head.commit, ref });
  return { dirty, head: head.commit, branch: head.branch, unmerged, operation };
}

/** When something last happened in a worktree; undefined where its folder is gone. */
export async function worktreeModifiedAt(repository: Repository, path: string): Promise<Date | undefined> {
  const gitDir = await openWorktree(repository, path).then(
    (worktree) => worktree.gitDir,
    () => undefined,
  );
  const files = [path, ...(gitDir === undefined ? [] : [join(gitDir, "index"), join(gitDir, "logs/HEAD")])];
  const times = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  const latest = Math.max(...times);
  return latest === 0 ? undefined : new Date(latest);
}
