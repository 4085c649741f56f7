import { randomBytes } from "node:crypto";
import { copyFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isChantError } from "@chant/core/errors";
import { refError, revision, updateRefs } from "./ref.ts";
import type { Repository } from "./repo.ts";
import { runGit } from "./run-git.ts";
import { listWorktrees } from "./worktree.ts";

export interface FileChange {
  /** Relative to the top, with forward slashes. */
  readonly path: string;
  /** The file's text as it lies in a work tree; undefined deletes it. */
  readonly content: string | undefined;
}

export interface FileCommit {
  /** Short name. */
  readonly branch: string;
  readonly files: readonly FileChange[];
  readonly message: string;
}

export interface Committed {
  readonly commit: string;
  /** The tip before; the same when there was nothing to commit. */
  readonly previous: string | undefined;
}

/**
 * Commits exactly some files onto a branch, whatever else is staged, edited or being merged: through an index of its own,
 * without hooks. Where the branch is checked out, that index gets the entries first and then the ref moves; the other order
 * would make the user's next commit undo the files. Files in the work tree are not written. Throws GIT_REF_MOVED.
 */
export async function commitFiles(repository: Repository, { branch, files, message }: FileCommit): Promise<Committed> {
  const ref = revision(`refs/heads/${branch}`);
  const [tip, worktrees] = await Promise.all([readTip(repository, ref), listWorktrees(repository)]);
  const entries = await Promise.all(files.map((file) => toEntry(repository, file)));
  const tree = await treeWith(repository, tip?.tree, entries);
  if (tree === tip?.tree) return { commit: tip.commit, previous: tip.commit };
  const parents = tip === undefined ? [] : [tip.commit];
  const commit = await commitTree(repository, { tree, parents, message });
  const checkout = worktrees.find((worktree) => worktree.branch === branch && !worktree.prunable)?.path;
  if (checkout !== undefined) await updateIndex(checkout, entries);
  await updateRefs(repository, [{ ref, new: commit, old: tip?.commit }]);
  return { commit, previous: tip?.commit };
}

interface Tip {
  readonly commit: string;
  readonly tree: string;
}

async function readTip(repository: Repository, ref: string): Promise<Tip | undefined> {
  const { stdout, exitCode } = await runGit(repository.root, ["rev-parse", "--quiet", ref, `${ref}^{tree}`], {
    answers: [1, 128],
  });
  const [commit = "", tree = ""] = stdout.split("\n");
  return exitCode === 0 ? { commit, tree } : undefined;
}

/** A line for `update-index --index-info`. Blobs are written as `git add` would write them. */
async function toEntry(repository: Repository, { path, content }: FileChange): Promise<string> {
  if (content === undefined) return `0 ${"0".repeat(40)}\t${path}`;
  const args = ["hash-object", "-w", "--stdin", "--path", path];
  const { stdout } = await runGit(repository.root, args, { input: content });
  return `100644 ${stdout.trim()}\t${path}`;
}

/** The tree of another one with some entries set. */
export async function treeWith(
  repository: Repository,
  base: string | undefined,
  entries: readonly string[],
): Promise<string> {
  return withIndex(repository, async (env) => {
    if (base !== undefined) await runGit(repository.root, ["read-tree", base], { env });
    await runGit(repository.root, ["update-index", "-z", "--index-info"], { env, input: nulEnded(entries) });
    const { stdout } = await runGit(repository.root, ["write-tree"], { env });
    return stdout.trim();
  });
}

/** A tree like another one with the content of some files replaced. */
export async function rewriteTree(repository: Repository, tree: string, files: readonly FileChange[]): Promise<string> {
  const entries = await Promise.all(files.map((file) => toEntry(repository, file)));
  return treeWith(repository, tree, entries);
}

export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
}

/** Writes a commit object; no ref moves. One git process. */
export async function commitTree(repository: Repository, { tree, parents, message }: NewCommit): Promise<string> {
  const args = ["commit-tree", ...parents.flatMap((parent) => ["-p", parent]), "-F", "-", tree];
  const { stdout } = await runGit(repository.root, args, { input: message });
  return stdout.trim();
}

/** Sets entries in the index of a work tree, waiting for whoever holds it. */
async function updateIndex(checkout: string, entries: readonly string[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await runGit(checkout, ["update-index", "-z", "--index-info"], { input: nulEnded(entries) });
      return;
    } catch (error) {
      const busy = isChantError(error) && /index\.lock/.test(String(error.details["stderr"]));
      if (!busy || attempt === 20) throw error;
      await delay(25 + Math.random() * 50);
    }
  }
}

function nulEnded(entries: readonly string[]): string {
  return entries.map((entry) => `${entry}\0`).join("");
}

async function withIndex<T>(repository: Repository, run: (env: Record<string, string>) => Promise<T>): Promise<T> {
  const file = join(repository.gitDir, `chant-index-${randomBytes(6).toString("hex")}`);
  try {
    return await run({ GIT_INDEX_FILE: file });
  } finally {
    await Promise.all([rm(file, { force: true }), rm(`${file}.lock`, { force: true })]);
  }
}

export interface Leftovers {
  readonly message: string;
  /** Paths that are not to be committed. */
  readonly exclude: readonly string[];
}

/**
 * Commits everything uncommitted in a work tree that nobody works in any more, ignored files left out, onto whatever it has
 * checked out. Gives undefined when there is nothing. A lock that a killed git left behind does not stand in the way.
 */
export async function commitLeftovers(
  worktree: Repository,
  { message, exclude }: Leftovers,
): Promise<string | undefined> {
  const index = join(worktree.gitDir, "index");
  const file = join(worktree.gitDir, `chant-index-${randomBytes(6).toString("hex")}`);
  const env = { GIT_INDEX_FILE: file };
  try {
    await copyFile(index, file).catch(() => undefined);
    const excluded = exclude.map((path) => `:(top,exclude,literal)${path}`);
    await runGit(worktree.root, ["add", "-A", "--", ":(top)", ...excluded], { env });
    const tip = await readTip(worktree, "HEAD");
    const tree = (await runGit(worktree.root, ["write-tree"], { env })).stdout.trim();
    if (tip === undefined || tree === tip.tree) return undefined;
    const commit = await commitTree(worktree, { tree, parents: [tip.commit], message });
    await rm(`${index}.lock`, { force: true });
    await rename(file, index);
    await moveHead(worktree, commit, tip.commit);
    return commit;
  } finally {
    await Promise.all([rm(file, { force: true }), rm(`${file}.lock`, { force: true })]);
  }
}

async function moveHead(worktree: Repository, commit: string, old: string): Promise<void> {
  try {
    await runGit(worktree.root, ["update-ref", "HEAD", commit, old]);
  } catch (error) {
    throw refError("HEAD", error);
  }
}
