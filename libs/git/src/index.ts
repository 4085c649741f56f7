export { readBlobs } from "./blobs.ts";
export { commitPaths, listTracked, stagePaths, type PathCommit } from "./commit-paths.ts";
export {
  commitFiles,
  commitLeftovers,
  type Committed,
  type FileChange,
  type FileCommit,
  type Leftovers,
} from "./commit.ts";
export {
  changedPaths,
  countApart,
  countOnlyOn,
  isAncestor,
  listCommits,
  mergeBase,
  readFileAt,
  type ChangedPath,
  type Commit,
  type Difference,
} from "./history.ts";
export {
  isKnownAuthor,
  listAddedPaths,
  logFolders,
  readLog,
  type BlobChange,
  type FolderCommit,
  type FolderLog,
  type LoggedCommit,
  type LogPage,
} from "./log.ts";
export { readConfigValue, setLocalConfig } from "./local-config.ts";
export { computeRebase, type ComputedRebase, type RebaseRequest } from "./compute-rebase.ts";
export type { FileSides, MergeSides } from "./decide-files.ts";
export { computeMerge, type ComputedMerge, type MergeRequest } from "./merge.ts";
export { mergeTrees, type MergedTree } from "./merge-trees.ts";
export { fetchBranch, pushBranch, type Push, type Remote } from "./push.ts";
export { findRebase } from "./rebase.ts";
export { changesByMerge, isPicked, listUnreached, readTreePaths, type TreePath } from "./reached.ts";
export {
  checkBranchName,
  listBranches,
  readHead,
  readRef,
  readRefs,
  updateRefs,
  type Branch,
  type Head,
  type RefChange,
} from "./ref.ts";
export {
  excludeLocally,
  openRepository,
  openWorktree,
  operationInProgress,
  readIdentity,
  requireGitVersion,
  type Repository,
} from "./repo.ts";
export { quitMerge, readConflictDiff, startMerge, type MergeStart } from "./start-merge.ts";
export { commitStats, type CommitStats } from "./stats.ts";
export { pathStatus, readStatus, type CheckoutStatus, type PathState } from "./status.ts";
export { swapBranch, type Swap } from "./swap.ts";
export {
  createWorktree,
  listWorktrees,
  removeWorktree,
  type NewWorktree,
  type Removal,
  type Worktree,
} from "./worktree.ts";
