import { mkdir, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gitDir, type Tree } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { openRepository } from "./repo.ts";
import { createWorktree, listWorktrees, removeWorktree } from "./worktree.ts";

async function open(tree: Tree = { "a.txt": "a\n" }) {
  const dir = await gitDir(tree, onTestFinished);
  await dir.git("branch", "work");
  const repository = await openRepository(dir.path);
  return { ...dir, repository, head: await dir.git("rev-parse", "HEAD"), tree: join(dir.base, "trees/one") };
}

const plain = { locked: false, prunable: false, main: false };

test("a repository without others lists its own work tree", async () => {
  const { repository, path, head } = await open();
  expect(await listWorktrees(repository)).toEqual([{ ...plain, path, branch: "main", head, main: true }]);
});

test("work trees are listed with branch, lock and whether their folder is gone, from any of them", async () => {
  const { repository, path, base, git, head } = await open();
  const tree = (name: string) => join(base, `trees/${name}`);
  await git("worktree", "add", "-q", tree("with space\nand ü"), "work");
  await git("worktree", "add", "-q", "--detach", tree("detached"));
  await git("worktree", "add", "-q", "-b", "feature/deep", tree("locked"));
  await git("worktree", "lock", "--reason", "on a\nstick", tree("locked"));
  await git("worktree", "add", "-q", "-b", "gone", tree("gone"));
  await rm(tree("gone"), { recursive: true });
  const expected = [
    { ...plain, path, branch: "main", head, main: true },
    { ...plain, path: tree("detached"), branch: undefined, head },
    {
      ...plain,
      path: tree("gone"),
      branch: "gone",
      head,
      prunable: true,
      reason: "gitdir file points to non-existent location",
    },
    { ...plain, path: tree("locked"), branch: "feature/deep", head, locked: true, reason: "on a\nstick" },
    { ...plain, path: tree("with space\nand ü"), branch: "work", head },
  ];
  const sorted = async (folder: string) =>
    (await listWorktrees(await openRepository(folder))).sort((a, b) => (a.path < b.path ? -1 : 1));
  expect(await sorted(path)).toEqual(expected);
  expect(await sorted(tree("detached"))).toEqual(expected);
  expect((await listWorktrees(repository))[0]?.path).toBe(path);
});

test("a branch is checked out into a new folder below owner-only ones, and opened", async () => {
  const { repository, path, base, git, tree } = await open();
  const opened = await createWorktree(repository, { path: tree, branch: "work" });
  expect(opened).toEqual({
    root: tree,
    gitDir: join(path, ".git/worktrees/one"),
    commonDir: join(path, ".git"),
    mainRoot: path,
    sign: false,
  });
  expect(await openRepository(tree)).toEqual(opened);
  expect((await readdir(tree)).sort()).toEqual([".git", "a.txt"]);
  expect(await git("-C", tree, "symbolic-ref", "HEAD")).toBe("refs/heads/work");
  expect((await stat(join(base, "trees"))).mode & 0o777).toBe(0o700);
});

test("a branch that is checked out elsewhere can be checked out once more", async () => {
  const { repository, git, tree } = await open();
  await createWorktree(repository, { path: tree, branch: "main" });
  expect(await git("-C", tree, "symbolic-ref", "HEAD")).toBe("refs/heads/main");
});

test("a folder that vanished can be created anew", async () => {
  const { repository, tree } = await open();
  await createWorktree(repository, { path: tree, branch: "work" });
  await rm(tree, { recursive: true });
  await createWorktree(repository, { path: tree, branch: "work" });
  expect((await readdir(tree)).sort()).toEqual([".git", "a.txt"]);
});

test("W12: many work trees can be created at the same time", async () => {
  const { repository, base, git } = await open();
  const names = Array.from({ length: 6 }, (_, at) => `w${at}`);
  for (const name of names) await git("branch", name);
  await Promise.all(names.map((name) => createWorktree(repository, { path: join(base, "trees", name), branch: name })));
  const trees = (await listWorktrees(repository)).filter((one) => !one.main);
  expect(trees.map((one) => one.branch).sort()).toEqual(names);
});

test("a missing branch and a folder that holds something are refused", async () => {
  const { repository, tree } = await open();
  await expect(createWorktree(repository, { path: tree, branch: "missing" })).rejects.toMatchObject({
    code: "GIT_FAILED",
    message: "git worktree failed: fatal: invalid reference: missing",
  });
  await mkdir(tree, { recursive: true });
  await writeFile(join(tree, "mine.txt"), "mine\n");
  await expect(createWorktree(repository, { path: tree, branch: "work" })).rejects.toMatchObject({
    code: "GIT_FAILED",
    message: `git worktree failed: fatal: '${tree}' already exists`,
  });
  expect(await readdir(tree)).toEqual(["mine.txt"]);
});

test("a clean work tree is removed, its branch stays", async () => {
  const { repository, git, tree, head } = await open();
  await createWorktree(repository, { path: tree, branch: "work" });
  expect(await removeWorktree(repository, { path: tree })).toEqual({ removed: true });
  expect(await listWorktrees(repository)).toHaveLength(1);
  await expect(stat(tree)).rejects.toMatchObject({ code: "ENOENT" });
  expect(await git("rev-parse", "refs/heads/work")).toBe(head);
});

test.each([
  ["an edit", "a.txt"],
  ["a new file", "new.txt"],
])("a work tree with %s is kept with git's reason, unless forced", async (_, name) => {
  const { repository, tree } = await open();
  await createWorktree(repository, { path: tree, branch: "work" });
  await writeFile(join(tree, name), "mine\n");
  expect(await removeWorktree(repository, { path: tree })).toEqual({
    removed: false,
    reason: `'${tree}' contains modified or untracked files, use --force to delete it`,
  });
  expect(await readdir(tree)).toContain(name);
  expect(await removeWorktree(repository, { path: tree, force: true })).toEqual({ removed: true });
  await expect(stat(tree)).rejects.toMatchObject({ code: "ENOENT" });
});

test("a work tree with ignored files only is removed", async () => {
  const { repository, tree } = await open({ ".gitignore": "*.log\n" });
  await createWorktree(repository, { path: tree, branch: "work" });
  await writeFile(join(tree, "x.log"), "1\n");
  expect(await removeWorktree(repository, { path: tree })).toEqual({ removed: true });
});

test("a locked work tree is kept, also when forced", async () => {
  const { repository, git, tree } = await open();
  await createWorktree(repository, { path: tree, branch: "work" });
  await git("worktree", "lock", tree);
  for (const force of [false, true]) {
    expect(await removeWorktree(repository, { path: tree, force })).toEqual({
      removed: false,
      reason: "cannot remove a locked working tree;",
    });
  }
  expect((await readdir(tree)).sort()).toEqual([".git", "a.txt"]);
});

test("W20: a folder that is gone is forgotten, others are not", async () => {
  const { repository, base, git, tree } = await open();
  await git("branch", "other");
  await createWorktree(repository, { path: tree, branch: "work" });
  await createWorktree(repository, { path: join(base, "trees/two"), branch: "other" });
  await rm(tree, { recursive: true });
  expect(await removeWorktree(repository, { path: tree })).toEqual({ removed: true });
  expect((await listWorktrees(repository)).map((one) => one.branch)).toEqual(["main", "other"]);
});

test("the main work tree and a folder that is none are not removed", async () => {
  const { repository, path, base } = await open();
  expect(await removeWorktree(repository, { path, force: true })).toEqual({
    removed: false,
    reason: `'${path}' is a main working tree`,
  });
  expect(await removeWorktree(repository, { path: base, force: true })).toEqual({
    removed: false,
    reason: `'${base}' is not a working tree`,
  });
  expect(await readdir(path)).toContain("a.txt");
});
