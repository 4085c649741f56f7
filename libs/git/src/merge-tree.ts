import { copyFile, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { revision } from "./ref.ts";
import type { Repository } from "./repo.ts";
import { runGit, type GitResult } from "./run-git.ts";

export interface TreesToMerge {
  readonly ours: string;
  readonly theirs: string;
  /** Exit codes that are answers; 0 always is, and 1 for conflicts. */
  readonly answers: readonly number[];
}

/**
 * Merges two commits into a tree with their common ancestor, as objects only: the tree's hash, then the files in
 * conflict, each with a NUL behind it. One git process.
 *
 * The chant driver is switched off: git would run it or not depending on the folder that it is called in.
 */
export async function mergeTree(repository: Repository, { ours, theirs, answers }: TreesToMerge): Promise<GitResult> {
  const driver = ["-c", "merge.chant-spec.driver=false"];
  const quiet = ["merge-tree", "--write-tree", "-z", "--name-only", "--no-messages"];
  const folder = await mkdtemp(join(tmpdir(), "chant-merge-"));
  try {
    await fillWorkTree(repository, folder);
    const env = { GIT_DIR: repository.gitDir, GIT_WORK_TREE: folder };
    return await runGit(folder, [...driver, ...quiet, revision(ours), revision(theirs)], { env, answers });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Makes a folder the work tree for one merge. Git runs merge drivers in the top folder with files of theirs in it, which
 * stay when it is killed or the disk is full: not in the user's checkout. Git reads attributes from files, so they are all
 * there.
 */
async function fillWorkTree({ root }: Repository, folder: string): Promise<void> {
  const entries = await readdir(root, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory() && entry.name !== ".git");
  await Promise.all([
    ...folders.map(({ name }) => symlink(join(root, name), join(folder, name), "junction")),
    copyFile(join(root, ".gitattributes"), join(folder, ".gitattributes")).catch(ifThere),
  ]);
}

function ifThere(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
