import { ChantError } from "@chant/core/errors";
import { rewriteTree, type FileChange } from "./commit.ts";
import { changedPaths, mergeBase, readFileAt } from "./history.ts";
import { readRefs, revision } from "./ref.ts";
import type { Repository } from "./repo.ts";
import { runGit } from "./run-git.ts";
import { commitTree } from "./write-commit.ts";

/** A file that both sides changed; undefined where a side does not have it. */
export interface FileSides {
  readonly path: string;
  readonly base: string | undefined;
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
}

export interface MergeRequest {
  /** Short name of the branch to merge into. */
  readonly target: string;
  /** Full ref of what is merged. */
  readonly source: string;
  readonly strategy: "ff_or_merge" | "no_ff" | "squash";
  readonly message: string;
  /** Folder whose files are decided by the caller when both sides changed them. */
  readonly decided: string;
  /** The text that becomes of such a file; undefined leaves it to git. */
  decide(file: FileSides): string | undefined;
}

export type ComputedMerge =
  | { readonly kind: "up_to_date"; readonly commit: string }
  | { readonly kind: "merge"; readonly commit: string; readonly previous: string; readonly fast_forward: boolean }
  | { readonly kind: "conflict"; readonly files: readonly string[] };

/**
 * Computes a merge as objects only: no ref, index or work tree changes. Give its `commit` and `previous` to swapBranch.
 * Throws GIT_FAILED for a branch that does not exist or shares no history.
 */
export async function computeMerge(repository: Repository, request: MergeRequest): Promise<ComputedMerge> {
  const { target, source, strategy, message } = request;
  const into = `refs/heads/${target}`;
  const refs = await readRefs(repository, [into, source]);
  const [ours, theirs] = [refs.get(into), refs.get(source)];
  if (ours === undefined || theirs === undefined) throw unknownBranch(ours === undefined ? target : source);
  const base = await mergeBase(repository, ours, theirs);
  if (base === theirs) return { kind: "up_to_date", commit: ours };
  if (base === ours && strategy === "ff_or_merge")
    return { kind: "merge", commit: theirs, previous: ours, fast_forward: true };
  if (base === undefined) throw unrelated(target, source);
  const merged = await mergeTrees(repository, request, { base, ours, theirs });
  if (merged.conflicts.length > 0) return { kind: "conflict", files: merged.conflicts };
  const parents = strategy === "squash" ? [ours] : [ours, theirs];
  const commit = await commitTree(repository, { tree: merged.tree, parents, message });
  return { kind: "merge", commit, previous: ours, fast_forward: false };
}

interface Commits {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

async function mergeTrees(
  repository: Repository,
  request: MergeRequest,
  commits: Commits,
): Promise<{ tree: string; conflicts: string[] }> {
  const [written, decided] = await Promise.all([
    writeMergedTree(repository, commits),
    decideFiles(repository, request, commits),
  ]);
  const settled = new Set(decided.map((file) => file.path));
  const conflicts = written.conflicts.filter((path) => !settled.has(path));
  if (conflicts.length > 0 || decided.length === 0) return { tree: written.tree, conflicts };
  return { tree: await rewriteTree(repository, written.tree, decided), conflicts };
}

/** The chant driver is switched off: git would run it or not depending on the folder that it is called in. */
async function writeMergedTree(
  repository: Repository,
  { ours, theirs }: Commits,
): Promise<{ tree: string; conflicts: string[] }> {
  const args = [
    "-c",
    "merge.chant-spec.driver=false",
    "merge-tree",
    "--write-tree",
    "-z",
    "--name-only",
    "--no-messages",
  ];
  const { stdout } = await runGit(repository.root, [...args, revision(ours), revision(theirs)], { answers: [1] });
  const [tree = "", ...conflicts] = stdout.split("\0").filter(Boolean);
  return { tree, conflicts };
}

async function decideFiles(
  repository: Repository,
  request: MergeRequest,
  { base, ours, theirs }: Commits,
): Promise<FileChange[]> {
  const [mine, other] = await Promise.all(
    [ours, theirs].map((commit) => changedPaths(repository, { from: base, to: commit, folder: request.decided })),
  );
  const changedByUs = new Set(mine?.map((change) => change.path));
  const both = (other ?? []).map((change) => change.path).filter((path) => changedByUs.has(path));
  const decided = await Promise.all(both.map((path) => decideFile(repository, request, { path, base, ours, theirs })));
  return decided.filter((file) => file !== undefined);
}

async function decideFile(
  repository: Repository,
  request: MergeRequest,
  { path, ...commits }: Commits & { readonly path: string },
): Promise<FileChange | undefined> {
  const [base, ours, theirs] = await Promise.all(
    [commits.base, commits.ours, commits.theirs].map((commit) => readFileAt(repository, commit, path)),
  );
  const content = request.decide({ path, base, ours, theirs });
  return content === undefined ? undefined : { path, content };
}

function unknownBranch(name: string): ChantError {
  return new ChantError("GIT_FAILED", `There is no branch ${name}.`, {
    fix: "git branch --list",
    details: { branch: name },
  });
}

function unrelated(target: string, source: string): ChantError {
  return new ChantError("GIT_FAILED", `${target} and ${source} share no history.`, { fix: "git log --oneline -3" });
}
