import type { MergeSides } from "./decide-files.ts";
import { revision } from "./ref.ts";
import type { Repository } from "./repo.ts";
import { runGit } from "./run-git.ts";
import { commitTree } from "./write-commit.ts";

/**
 * Whether the target has the changes of a branch as other commits: each by itself, as a rebase leaves them, or all in one, as
 * a squash does. Told by git's patch ids, so that a host's merge button is recognised whatever became of the target since.
 */
export async function isContained(repository: Repository, { base, ours, theirs }: MergeSides): Promise<boolean> {
  if (await hasPatches(repository, ours, theirs)) return true;
  const squashed = await commitTree(
    { ...repository, sign: false },
    { tree: `${theirs}^{tree}`, parents: [base], message: "squashed\n" },
  );
  return hasPatches(repository, ours, squashed);
}

/** Whether every change that a tip has over a target is in the target. One git process. */
async function hasPatches(repository: Repository, target: string, tip: string): Promise<boolean> {
  const { stdout } = await runGit(repository.root, ["cherry", revision(target), revision(tip)]);
  return !/^\+/m.test(stdout);
}
