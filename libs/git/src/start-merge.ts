import { rm } from "node:fs/promises";
import { join } from "node:path";
import { ChantError } from "@chant/core/errors";
import { toIndexEntries, updateIndex, type FileChange } from "./commit.ts";
import { decideFiles, type Decisions } from "./decide-files.ts";
import { mergeBase } from "./history.ts";
import { readRef, revision } from "./ref.ts";
import { operationInProgress, type Repository } from "./repo.ts";
import { runGit } from "./run-git.ts";
import { pathStatus } from "./status.ts";

export interface MergeStart extends Decisions {
  /** The commit to merge into what is checked out. */
  readonly commit: string;
  /** What the merge commit is to say. */
  readonly message: string;
}

/**
 * Begins a merge in a work tree without uncommitted changes, and leaves it there for somebody to finish and to commit. Gives
 * the files in conflict. Throws GIT_FAILED where git does not begin.
 */
export async function startMerge(worktree: Repository, request: MergeStart): Promise<string[]> {
  const { commit, message } = request;
  const ours = (await readRef(worktree, "HEAD")) as string;
  const base = await mergeBase(worktree, ours, commit);
  // The driver is switched off: what specs become is decided here, wherever the program is.
  const quietly = ["-c", "merge.chant-spec.driver=false", "merge", "--quiet", "--no-ff", "--no-commit", "--no-verify"];
  const { stderr } = await runGit(worktree.root, [...quietly, "-m", message, revision(commit)], { answers: [1, 2] });
  if ((await operationInProgress(worktree)) !== "merge") throw notStarted(worktree, stderr);
  if (base !== undefined) await place(worktree, await decideFiles(worktree, request, { base, ours, theirs: commit }));
  const states = await pathStatus(worktree, []);
  return states.filter(({ kind }) => kind === "unmerged").map(({ path }) => path);
}

/** Puts files into index and work tree as if they had merged. */
async function place(worktree: Repository, files: readonly FileChange[]): Promise<void> {
  if (files.length === 0) return;
  const entries = await toIndexEntries(worktree, files);
  const unmerged = files.map(({ path }) => `0 ${"0".repeat(40)}\t${path}`);
  await updateIndex(worktree.root, [...unmerged, ...entries]);
  for (const { path } of files) await rm(join(worktree.root, path), { force: true });
  const kept = files.filter(({ content }) => content !== undefined).map(({ path }) => path);
  await runGit(worktree.root, ["checkout-index", "-z", "--stdin"], { input: kept.map((path) => `${path}\0`).join("") });
}

function notStarted({ root }: Repository, stderr: string): ChantError {
  const message = `git could not begin to merge in ${root}: ${stderr.split("\n")[0] ?? ""}`;
  return new ChantError("GIT_FAILED", message, { fix: `git -C ${root} status`, details: { stderr } });
}

/** Makes git forget a merge that is under way in a work tree; its files stay as they are. */
export async function quitMerge(worktree: Repository): Promise<void> {
  await runGit(worktree.root, ["merge", "--quit"]);
}

/** What is in conflict in a work tree, as `git diff` shows it. */
export async function readConflictDiff(worktree: Repository): Promise<string> {
  return (await runGit(worktree.root, ["diff", "--no-color", "--no-ext-diff", "--diff-filter=U"])).stdout;
}
