import { join } from "node:path";
import { gitDir, snapshot } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { findRebase } from "./rebase.ts";
import { openRepository } from "./repo.ts";
import { swapBranch } from "./swap.ts";
import { listWorktrees } from "./worktree.ts";

/** Two branches, `main` and `mine`, that changed the same line; `main` is checked out. */
async function open() {
  const dir = await gitDir({ "a.txt": "1\n", "b.txt": "1\n" }, onTestFinished);
  const { git, write } = dir;
  await git("checkout", "-q", "-b", "mine");
  await write({ "a.txt": "mine\n" });
  await git("commit", "-qam", "mine");
  await git("checkout", "-q", "main");
  await write({ "a.txt": "main\n" });
  await git("commit", "-qam", "main");
  const next = async (branch: string) => git("commit-tree", "-p", branch, "-m", "next", `${branch}^{tree}`);
  const repository = await openRepository(dir.path);
  const find = async (branch: string) => findRebase(repository, await listWorktrees(repository), branch);
  return { ...dir, repository, find, next };
}

test("without a rebase no branch is being rebased, also with a detached head", async () => {
  const { find, git } = await open();
  expect(await find("main")).toBeUndefined();
  await git("checkout", "-q", "--detach");
  expect(await find("main")).toBeUndefined();
});

test.each(["--merge", "--apply"])("a rebase with %s is seen, and only that of its branch", async (backend) => {
  const { path, find, git } = await open();
  await git("checkout", "-q", "mine");
  await git("rebase", "-q", backend, "main").catch(() => undefined);
  expect(await find("mine")).toBe(path);
  expect(await find("main")).toBeUndefined();
  await git("rebase", "--abort");
  expect(await find("mine")).toBeUndefined();
});

test("a rebase in a linked work tree is seen", async () => {
  const { base, find, git } = await open();
  const tree = join(base, "tree");
  await git("worktree", "add", "-q", tree, "mine");
  await git("-C", tree, "rebase", "-q", "main").catch(() => undefined);
  expect(await find("mine")).toBe(tree);
});

test("a branch that is being rebased is not moved", async () => {
  const { path, repository, git, next } = await open();
  await git("checkout", "-q", "mine");
  await git("rebase", "-q", "main").catch(() => undefined);
  const [old, commit] = [await git("rev-parse", "mine"), await next("mine")];
  const before = await snapshot(path);
  await expect(swapBranch(repository, { branch: "mine", old, new: commit })).rejects.toMatchObject({
    code: "MERGE_CHECKOUT_DIRTY",
    message: `mine is being rebased in ${path}.`,
    details: { files: [], checkout: path },
  });
  expect(await snapshot(path)).toEqual(before);
});

test("a branch in the middle of a merge is not moved, and the unmerged files are named", async () => {
  const { path, repository, git, next } = await open();
  await git("merge", "mine").catch(() => undefined);
  const [old, commit] = [await git("rev-parse", "main"), await next("main")];
  const before = await snapshot(path);
  await expect(swapBranch(repository, { branch: "main", old, new: commit })).rejects.toMatchObject({
    code: "MERGE_CHECKOUT_DIRTY",
    message: `${path} is in the middle of a merge: a.txt.`,
    details: { files: ["a.txt"], checkout: path },
  });
  expect(await snapshot(path)).toEqual(before);
});
