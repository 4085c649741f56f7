import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isChantError } from "@chant/core/errors";
import { openWorktree, type Repository } from "./repo.ts";
import { runGit } from "./run-git.ts";

export interface Worktree {
  readonly path: string;
  /** Short name; undefined when detached or bare. */
  readonly branch: string | undefined;
  readonly head: string | undefined;
  readonly locked: boolean;
  readonly prunable: boolean;
  readonly main: boolean;
  /** Why it is locked or prunable, in git's or the user's words. */
  readonly reason: string | undefined;
}

/** All work trees of a repository, the main one first. One git process. */
export async function listWorktrees(repository: Repository): Promise<Worktree[]> {
  const { stdout } = await runGit(repository.root, ["worktree", "list", "--porcelain", "-z"]);
  const records = stdout.split("\0\0").filter((record) => record.replaceAll("\0", "") !== "");
  return records.map((record, index) => toWorktree(record.split("\0"), index === 0));
}

function toWorktree(lines: readonly string[], main: boolean): Worktree {
  const value = (key: string) => lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1);
  const has = (key: string) => lines.some((line) => line === key || line.startsWith(`${key} `));
  return {
    path: value("worktree") ?? "",
    branch: value("branch")?.replace(/^refs\/heads\//, ""),
    head: value("HEAD"),
    locked: has("locked"),
    prunable: has("prunable"),
    main,
    reason: value("locked") ?? value("prunable"),
  };
}

export interface NewWorktree {
  readonly path: string;
  /** Short name of a branch that exists. */
  readonly branch: string;
}

const tries = 6;

/**
 * Checks a branch out into a new folder, owner-only above it, and opens that. Retries while another process holds git's
 * locks.
 */
export async function createWorktree(repository: Repository, { path, branch }: NewWorktree): Promise<Repository> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  for (let attempt = 1; ; attempt++) {
    try {
      await runGit(repository.root, ["worktree", "add", "--quiet", "--force", "--", path, branch]);
      return await openWorktree(repository, path);
    } catch (error) {
      if (attempt === tries || !isLockError(error)) throw error;
      await delay(30 * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

function isLockError(error: unknown): boolean {
  return (
    isChantError(error) &&
    /\.lock|could not lock|already being|failed to read .*commondir/.test(String(error.details["stderr"]))
  );
}

export interface Removal {
  readonly removed: boolean;
  /** Why git refused. */
  readonly reason?: string;
}

/**
 * Removes a work tree. Git's refusal (uncommitted or untracked files, a lock) is the answer, unless `force`. One whose
 * folder is gone already is only forgotten; no other is.
 */
export async function removeWorktree(
  repository: Repository,
  request: { readonly path: string; readonly force?: boolean },
): Promise<Removal> {
  const there = await stat(request.path).then(
    () => true,
    () => false,
  );
  const args = ["worktree", "remove", ...(request.force ? ["--force"] : []), "--", request.path];
  const { exitCode, stderr } = await runGit(repository.commonDir, args, { answers: [1, 128] });
  if (exitCode === 0 || (!there && stderr.includes("is not a working tree"))) return { removed: true };
  return { removed: false, reason: stderr.split("\n")[0]?.replace(/^fatal: /, "") ?? "git refused" };
}
