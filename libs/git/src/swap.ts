import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { ChantError } from "@chant/core/errors";
import { lockError, whenUnlocked } from "./git-lock.ts";
import { changedPaths } from "./history.ts";
import { findRebase } from "./rebase.ts";
import { refError, revision, updateRefs } from "./ref.ts";
import type { Repository } from "./repo.ts";
import { gitEnvironment, gitError, runGit, type GitResult } from "./run-git.ts";
import { pathStatus } from "./status.ts";
import { listWorktrees, type Worktree } from "./worktree.ts";

export interface Swap {
  /** Short name. */
  readonly branch: string;
  readonly old: string;
  readonly new: string;
  /** Called between the steps, so that tests can stop the process there. */
  crashPoint?(name: "swap:prepared" | "swap:read-tree"): void;
}

/**
 * Moves a branch from one commit to another by compare-and-swap, and with it the work tree that has it checked out: the ref
 * is locked first, then index and files follow, then the ref moves. Staged and unstaged edits in other files stay. Repeating
 * it after a crash between the last two completes it. Throws GIT_REF_MOVED, GIT_LOCKED, GIT_FAILED where a hook refuses, and MERGE_CHECKOUT_DIRTY with the
 * files whose uncommitted edits stand in the way, or without files where the branch is being rebased; then nothing has
 * moved.
 */
export async function swapBranch(repository: Repository, swap: Swap): Promise<void> {
  const ref = revision(`refs/heads/${swap.branch}`);
  const worktrees = await listWorktrees(repository);
  const checkout = worktrees.find((worktree) => worktree.branch === swap.branch && !worktree.prunable)?.path;
  if (checkout === undefined) {
    await requireNoRebase(repository, worktrees, swap.branch);
    return whenUnlocked(() => updateRefs(repository, [{ ref, new: swap.new, old: swap.old }]));
  }
  await whenUnlocked(() => swapWithCheckout(repository, checkout, swap));
}

async function swapWithCheckout(repository: Repository, checkout: string, swap: Swap): Promise<void> {
  const ref = revision(`refs/heads/${swap.branch}`);
  const transaction = startTransaction(repository, ref);
  try {
    const update = `start\nupdate ${ref} ${revision(swap.new)} ${revision(swap.old)}\nprepare\n`;
    await Promise.all([transaction.say(update, "prepare: ok"), refreshIndex(checkout)]);
    swap.crashPoint?.("swap:prepared");
    await moveCheckout(repository, checkout, swap);
    swap.crashPoint?.("swap:read-tree");
    await transaction.say("commit\n", "commit: ok");
  } finally {
    await transaction.end();
  }
}

async function requireNoRebase(repository: Repository, worktrees: readonly Worktree[], branch: string): Promise<void> {
  const checkout = await findRebase(repository, worktrees, branch);
  if (checkout === undefined) return;
  const message = `${branch} is being rebased in ${checkout}.`;
  throw new ChantError("MERGE_CHECKOUT_DIRTY", message, { fix: "git status", details: { files: [], checkout } });
}

/** Entries whose files were only touched would count as edited. */
async function refreshIndex(checkout: string): Promise<void> {
  // Not with -q, which says nothing of a lock either.
  const args = ["update-index", "--refresh"];
  await runGit(checkout, args, { answers: [1], env: { GIT_OPTIONAL_LOCKS: "1" } });
}

async function moveCheckout(repository: Repository, checkout: string, swap: Swap): Promise<void> {
  const args = ["read-tree", "-m", "-u", swap.old, swap.new];
  const { exitCode, stderr } = await readTree(checkout, args);
  if (exitCode === 0) return;
  const named = /(?:Entry|file|Updating) '(.+?)' (?:not uptodate|would be|would lose)/s.exec(stderr)?.[1];
  if (named === undefined) throw await toMoveError(repository, checkout, stderr);
  const files = [...new Set([named, ...(await findOverlaps(repository, checkout, swap))])].sort();
  const message = `${checkout} has uncommitted edits that the merge would overwrite: ${files.join(", ")}.`;
  throw new ChantError("MERGE_CHECKOUT_DIRTY", message, { fix: "git stash", details: { files, checkout } });
}

/** Its refusals are answers, but for that of a locked index. */
async function readTree(checkout: string, args: readonly string[]): Promise<GitResult> {
  const result = await runGit(checkout, args, { answers: [1, 128] });
  const locked = lockError(result.stderr);
  if (locked !== undefined) throw locked;
  return result;
}

/** In the middle of somebody's merge git names no file. */
async function toMoveError(repository: Repository, checkout: string, stderr: string): Promise<ChantError> {
  const states = await pathStatus({ ...repository, root: checkout }, []);
  const files = states.filter(({ kind }) => kind === "unmerged").map(({ path }) => path);
  const fix = "git status";
  if (files.length === 0)
    return new ChantError("GIT_FAILED", `git read-tree failed: ${stderr.split("\n")[0] ?? ""}`, {
      fix,
      details: { stderr },
    });
  const message = `${checkout} is in the middle of a merge: ${files.join(", ")}.`;
  return new ChantError("MERGE_CHECKOUT_DIRTY", message, { fix, details: { files, checkout } });
}

/** Git stops at the first file in the way; these are all that are uncommitted and would change. */
async function findOverlaps(repository: Repository, checkout: string, swap: Swap): Promise<string[]> {
  const [states, changes] = await Promise.all([
    pathStatus({ ...repository, root: checkout }, []),
    changedPaths(repository, { from: swap.old, to: swap.new }),
  ]);
  const changed = new Set(changes.map(({ path }) => path));
  return states.map(({ path }) => path).filter((path) => changed.has(path));
}

/** A ref transaction held open: its end without `commit`, also by a kill, releases the locks with nothing changed. */
function startTransaction(repository: Repository, ref: string) {
  const child = spawn("git", ["update-ref", "--stdin"], {
    cwd: repository.root,
    env: gitEnvironment(),
    stdio: ["pipe", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => child.on("close", () => resolve()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async say(commands: string, answer: string) {
      child.stdin.write(commands);
      for (let line = await lines.next(); !line.done; line = await lines.next()) if (line.value === answer) return;
      await closed;
      const failure = { cwd: repository.root, stderr, exitCode: child.exitCode ?? -1 };
      throw refError(ref, gitError(["update-ref"], failure));
    },
    async end() {
      child.stdin.end();
      await closed;
    },
  };
}
