import { ChantError } from "@chant/core/errors";
import { isContained } from "./contained.ts";
import type { Decisions, MergeSides } from "./decide-files.ts";
import { mergeBase } from "./history.ts";
import { mergeTrees, type MergedTree } from "./merge-trees.ts";
import { readRefs, revision } from "./ref.ts";
import type { Repository } from "./repo.ts";
import { runGit } from "./run-git.ts";
import { commitTree } from "./write-commit.ts";

export interface MergeRequest extends Decisions {
  /** Short name of the branch to merge into. */
  readonly target: string;
  /** Full ref of what is merged. */
  readonly source: string;
  readonly strategy: "ff_or_merge" | "no_ff" | "squash";
  readonly message: string;
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
  const { ours, theirs } = await readTips(repository, request);
  const base = await mergeBase(repository, ours, theirs);
  if (base === theirs) return { kind: "up_to_date", commit: ours };
  if (base === ours && strategy === "ff_or_merge")
    return { kind: "merge", commit: theirs, previous: ours, fast_forward: true };
  if (base === undefined) throw unrelated(target, source);
  const sides = { base, ours, theirs };
  const merged = await mergeTrees(repository, request, sides);
  if (await addsNothing(repository, sides, merged)) return { kind: "up_to_date", commit: ours };
  if (merged.conflicts.length > 0) return { kind: "conflict", files: merged.conflicts };
  const parents = strategy === "squash" ? [ours] : [ours, theirs];
  const commit = await commitTree(repository, { tree: merged.tree, parents, message });
  return { kind: "merge", commit, previous: ours, fast_forward: false };
}

async function readTips(repository: Repository, { target, source }: MergeRequest) {
  const into = `refs/heads/${target}`;
  const refs = await readRefs(repository, [into, source]);
  const [ours, theirs] = [refs.get(into), refs.get(source)];
  if (ours === undefined || theirs === undefined) throw unknownBranch(ours === undefined ? target : source);
  return { ours, theirs };
}

/** Whether the target has it all already, as a squash or a rebase elsewhere leaves it. */
async function addsNothing(
  repository: Repository,
  sides: MergeSides,
  { tree, conflicts }: MergedTree,
): Promise<boolean> {
  if (conflicts.length > 0) return isContained(repository, sides);
  return (await runGit(repository.root, ["rev-parse", `${revision(sides.ours)}^{tree}`])).stdout.trim() === tree;
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
