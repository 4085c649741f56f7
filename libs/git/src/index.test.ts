import { expect, test } from "vitest";
import * as library from "./index.ts";

test("the library exports exactly these names", () => {
  expect(Object.keys(library).sort()).toEqual([
    "changedPaths",
    "checkBranchName",
    "commitFiles",
    "commitLeftovers",
    "commitPaths",
    "commitStats",
    "computeMerge",
    "createWorktree",
    "excludeLocally",
    "findRebase",
    "isAncestor",
    "listAddedPaths",
    "listCommits",
    "listWorktrees",
    "logFolders",
    "mergeBase",
    "openRepository",
    "openWorktree",
    "operationInProgress",
    "pathStatus",
    "readBlobs",
    "readFileAt",
    "readHead",
    "readIdentity",
    "readLog",
    "readRef",
    "readRefs",
    "readStatus",
    "removeWorktree",
    "requireGitVersion",
    "swapBranch",
    "updateRefs",
  ]);
});
