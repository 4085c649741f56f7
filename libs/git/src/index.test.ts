import { expect, test } from "vitest";
import * as library from "./index.ts";

test("the library exports exactly these names", () => {
  expect(Object.keys(library).sort()).toEqual([
    "changedPaths",
    "checkBranchName",
    "commitFiles",
    "commitLeftovers",
    "computeMerge",
    "createWorktree",
    "excludeLocally",
    "findRebase",
    "isAncestor",
    "listCommits",
    "listWorktrees",
    "mergeBase",
    "openRepository",
    "openWorktree",
    "operationInProgress",
    "pathStatus",
    "readFileAt",
    "readHead",
    "readIdentity",
    "readRef",
    "readRefs",
    "readStatus",
    "removeWorktree",
    "requireGitVersion",
    "swapBranch",
    "updateRefs",
  ]);
});
