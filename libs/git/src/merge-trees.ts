import { rewriteTree } from "./commit.ts";
import { decideFiles, type Decisions, type MergeSides } from "./decide-files.ts";
import { mergeTree } from "./merge-tree.ts";
import type { Repository } from "./repo.ts";

export interface MergedTree {
  readonly tree: string;
  /** Files that neither git nor the caller could merge; the tree has them marked. */
  readonly conflicts: readonly string[];
}

/** Merges two commits into a tree, as objects only; `base` is their common ancestor. */
export async function mergeTrees(repository: Repository, decisions: Decisions, sides: MergeSides): Promise<MergedTree> {
  const [written, decided] = await Promise.all([
    writeMergedTree(repository, sides),
    decideFiles(repository, decisions, sides),
  ]);
  const settled = new Set(decided.map((file) => file.path));
  const conflicts = written.conflicts.filter((path) => !settled.has(path));
  if (conflicts.length > 0 || decided.length === 0) return { tree: written.tree, conflicts };
  return { tree: await rewriteTree(repository, written.tree, decided), conflicts };
}

async function writeMergedTree(repository: Repository, { ours, theirs }: MergeSides): Promise<MergedTree> {
  const { stdout } = await mergeTree(repository, { ours, theirs, answers: [1] });
  const [tree = "", ...conflicts] = stdout.split("\0").filter(Boolean);
  return { tree, conflicts };
}
