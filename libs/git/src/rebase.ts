import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openWorktree, type Repository } from "./repo.ts";
import type { Worktree } from "./worktree.ts";

const folders = ["rebase-merge", "rebase-apply"] as const;

/**
 * The work tree in which a branch is being rebased; git lists it as detached. Whoever moves the branch meanwhile makes
 * the rebase fail at its end. No git process.
 */
export async function findRebase(
  repository: Repository,
  worktrees: readonly Worktree[],
  branch: string,
): Promise<string | undefined> {
  for (const worktree of worktrees.filter((one) => one.branch === undefined && !one.prunable)) {
    if ((await rebasedBranches(repository, worktree)).includes(`refs/heads/${branch}`)) return worktree.path;
  }
  return undefined;
}

async function rebasedBranches(repository: Repository, { main, path }: Worktree): Promise<string[]> {
  const gitDir = main ? repository.commonDir : (await openWorktree(repository, path)).gitDir;
  const names = folders.map((folder) => readFile(join(gitDir, folder, "head-name"), "utf8").catch(() => ""));
  return (await Promise.all(names)).map((name) => name.trim());
}
