export { readBlobs } from "./blobs.ts";
export { commitPaths, type PathCommit } from "./commit-paths.ts";
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
  listAddedPaths,
  logFolders,
  readLog,
  type BlobChange,
  type FolderCommit,
  type FolderLog,
  type LoggedCommit,
  type LogPage,
} from "./log.ts";
export { computeMerge, type ComputedMerge, type FileSides, type MergeRequest } from "./merge.ts";
export { findRebase } from "./rebase.ts";
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
