import type { Decisions } from "./decide-files.ts";
import { mergeBase } from "./history.ts";
import { mergeTrees } from "./merge-trees.ts";
import { readRefs, revision } from "./ref.ts";
import type { Repository } from "./repo.ts";
import { runGit } from "./run-git.ts";
import { commitTree } from "./write-commit.ts";

export interface RebaseRequest extends Decisions {
  /** Short name of the branch. */
  readonly branch: string;
  /** Short name of the branch that it is to start from. */
  readonly onto: string;
}

export type ComputedRebase =
  | { readonly kind: "up_to_date"; readonly tip: string; readonly onto: string }
  | { readonly kind: "rebased"; readonly tip: string; readonly previous: string; readonly onto: string }
  | { readonly kind: "conflict"; readonly commit: string; readonly files: readonly string[] };

/**
 * Computes a branch's commits on top of another branch, as objects only: no ref, index or work tree changes, and nothing is
 * left half done. Authors, dates and messages stay; merges, and what the other branch has already, are left out. Give
 * `tip` and `previous` to swapBranch. Throws GIT_FAILED for a branch that does not exist.
 */
export async function computeRebase(repository: Repository, request: RebaseRequest): Promise<ComputedRebase> {
  const [branch, onto] = [`refs/heads/${request.branch}`, `refs/heads/${request.onto}`];
  const refs = await readRefs(repository, [branch, onto]);
  const [previous = branch, start = onto] = [refs.get(branch), refs.get(onto)];
  if ((await mergeBase(repository, start, previous)) === start)
    return { kind: "up_to_date", tip: previous, onto: start };
  let tip = start;
  for (const commit of await commitsToMove(repository, start, previous)) {
    const { tree, conflicts } = await applyCommit(repository, request, { commit, tip });
    if (conflicts.length > 0) return { kind: "conflict", commit, files: conflicts };
    if (tree !== (await treeOf(repository, tip))) tip = await copyCommit(repository, { commit, tree, parent: tip });
  }
  return { kind: "rebased", tip, previous, onto: start };
}

/** Oldest first. */
async function commitsToMove(repository: Repository, onto: string, tip: string): Promise<string[]> {
  const range = ["--cherry-pick", "--right-only", "--no-merges", "--topo-order", "--reverse"];
  const { stdout } = await runGit(repository.root, ["rev-list", ...range, `${revision(onto)}...${revision(tip)}`]);
  return stdout.split("\n").filter(Boolean);
}

/**
 * Merges one commit's change into a tip. Git before 2.40 cannot be told the base of a merge, so a commit is made that has the
 * tip's files and the change's parent: the ancestor that it has in common with the change is that parent.
 */
async function applyCommit(
  repository: Repository,
  request: Decisions,
  { commit, tip }: { commit: string; tip: string },
) {
  const base = (await runGit(repository.root, ["rev-parse", `${revision(commit)}^`])).stdout.trim();
  const ours = await commitTree(
    { ...repository, sign: false },
    { tree: `${tip}^{tree}`, parents: [base], message: "tip\n" },
  );
  return mergeTrees(repository, request, { base, ours, theirs: commit });
}

async function treeOf(repository: Repository, commit: string): Promise<string> {
  return (await runGit(repository.root, ["rev-parse", `${revision(commit)}^{tree}`])).stdout.trim();
}

interface Copy {
  readonly commit: string;
  readonly tree: string;
  readonly parent: string;
}

/** The same commit with another tree and parent. */
async function copyCommit(repository: Repository, { commit, tree, parent }: Copy): Promise<string> {
  const format = "%an%x00%ae%x00%ad%x00%B";
  const args = ["show", "-s", "--date=raw", `--format=${format}`, revision(commit)];
  const { stdout } = await runGit(repository.root, args);
  const [name = "", email = "", date = "", message = ""] = stdout.split("\0");
  const author = { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: date };
  // The format ends every message with a line end of its own.
  return commitTree(repository, { tree, parents: [parent], message: message.replace(/\n$/, ""), env: author });
}
