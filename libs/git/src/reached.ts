import { isContained } from "./contained.ts";
import { changedPaths, mergeBase } from "./history.ts";
import { revision } from "./ref.ts";
import { mergeTree } from "./merge-tree.ts";
import type { Repository } from "./repo.ts";
import { runGit } from "./run-git.ts";

/** Which of some commits are there and not in the history of what is checked out. One git process, however many they are. */
export async function listUnreached(repository: Repository, commits: Iterable<string>): Promise<Set<string>> {
  const wanted = new Set([...commits].filter((hash) => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(hash)));
  if (wanted.size === 0) return new Set();
  const input = [...wanted, "^HEAD"].map((line) => `${line}\n`).join("");
  const { stdout } = await runGit(repository.root, ["rev-list", "--ignore-missing", "--stdin"], { input });
  return new Set(stdout.split("\n").filter((hash) => wanted.has(hash)));
}

/**
 * The paths that a merge of a commit into what is checked out would change: none where its changes are there under other
 * commits, as after a squash. Undefined for unrelated histories. Three git processes at most.
 */
export async function changesByMerge(repository: Repository, commit: string): Promise<string[] | undefined> {
  const merged = await mergeTree(repository, { ours: "HEAD", theirs: commit, answers: [1, 128] });
  const [tree = ""] = merged.stdout.split("\0");
  if (merged.exitCode === 128 || tree === "") return undefined;
  const changes = await changedPaths(repository, { from: "HEAD", to: tree });
  return changes.map(({ path }) => path);
}

/** Whether what is checked out has the changes of a commit and of those before it as other commits: each by itself, or all in one. */
export async function isPicked(repository: Repository, commit: string): Promise<boolean> {
  const base = await mergeBase(repository, "HEAD", commit);
  return base !== undefined && isContained(repository, { base, ours: "HEAD", theirs: commit });
}

/** A file or folder of a commit. */
export interface TreePath {
  /** Full hash, or `HEAD`. */
  readonly commit: string;
  /** Look at what was there before that commit. */
  readonly before?: boolean;
  /** Relative to the top, with forward slashes. */
  readonly path: string;
}

/** What lies at some paths, by its hash; undefined where nothing does. One git process, however many they are. */
export async function readTreePaths(
  repository: Repository,
  wanted: readonly TreePath[],
): Promise<readonly (string | undefined)[]> {
  if (wanted.length === 0) return [];
  const names = wanted.map(({ commit, before = false, path }) => `${revision(commit)}${before ? "^" : ""}:${path}`);
  const input = names.map((name) => `${name.replaceAll("\n", "?")}\n`).join("");
  const { stdout } = await runGit(repository.root, ["cat-file", "--batch-check=%(objectname)"], { input });
  return stdout
    .split("\n")
    .slice(0, wanted.length)
    .map((line) => (/^[0-9a-f]+$/.test(line) ? line : undefined));
}
