import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gitDir, type Tree } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { commitLeftovers } from "./commit.ts";
import { openRepository, openWorktree } from "./repo.ts";

/** A linked work tree, as agents have one, and git in it. */
async function open(tree: Tree = { "a.txt": "a\n", "b.txt": "b\n" }) {
  const dir = await gitDir(tree, onTestFinished);
  const root = join(dir.base, "tree");
  await dir.git("worktree", "add", "-q", root, "-b", "work");
  const worktree = await openWorktree(await openRepository(dir.path), root);
  const git = (...args: string[]) => dir.git("-C", root, ...args);
  const write = async (files: Tree) => {
    for (const [name, content] of Object.entries(files)) await writeFile(join(root, name), content);
  };
  return { worktree, root, git, write, head: await git("rev-parse", "HEAD") };
}

test("edits, new files and deletions, staged or not, become one commit on what is checked out", async () => {
  const { worktree, root, git, write, head } = await open();
  await write({ "a.txt": "2\n", "staged.txt": "1\n", "größe \n.txt": "1\n" });
  await git("add", "staged.txt");
  await rm(join(root, "b.txt"));
  const commit = await commitLeftovers(worktree, { message: "left over", exclude: [] });
  expect(commit).toBe(await git("rev-parse", "refs/heads/work"));
  expect(await git("log", "-1", "--format=%P|%s")).toBe(`${head}|left over`);
  expect(await git("diff-tree", "-r", "-z", "--name-status", "HEAD^", "HEAD")).toBe(
    "M\0a.txt\0D\0b.txt\0A\0größe \n.txt\0A\0staged.txt\0",
  );
  expect(await git("status", "--porcelain")).toBe("");
});

test("a clean work tree gets no commit", async () => {
  const { worktree, git, head } = await open();
  expect(await commitLeftovers(worktree, { message: "m", exclude: [] })).toBeUndefined();
  expect(await git("rev-parse", "HEAD")).toBe(head);
});

test("ignored files and excluded paths are left out, and a path is no pattern", async () => {
  const { worktree, git, write } = await open({ ".gitignore": "*.log\n", "a.txt": "a\n" });
  await write({ "x.log": "1\n", "secret.env": "1\n", "*.env": "1\n", "new.txt": "1\n" });
  await commitLeftovers(worktree, { message: "m", exclude: ["*.env", "missing.txt"] });
  expect(await git("diff-tree", "-r", "--name-only", "HEAD^", "HEAD")).toBe("new.txt\nsecret.env");
  expect(await git("status", "--porcelain")).toBe("?? *.env");
});

test("an excluded path that somebody staged is left out too", async () => {
  const { worktree, git, write } = await open();
  await write({ "setup.env": "1\n", "new.txt": "1\n" });
  await git("add", "-A");
  await commitLeftovers(worktree, { message: "m", exclude: ["setup.env"] });
  expect(await git("diff-tree", "-r", "--name-only", "HEAD^", "HEAD")).toBe("new.txt");
});

test("a detached head moves itself and no branch", async () => {
  const { worktree, git, write, head } = await open();
  await git("checkout", "-q", "--detach");
  await write({ "new.txt": "1\n" });
  const commit = await commitLeftovers(worktree, { message: "m", exclude: [] });
  expect(await git("rev-parse", "HEAD", "refs/heads/work")).toBe(`${commit}\n${head}`);
});

test("a lock that a killed git left behind does not stand in the way", async () => {
  const { worktree, git, write } = await open();
  await write({ "new.txt": "1\n" });
  await writeFile(join(worktree.gitDir, "index.lock"), "");
  await commitLeftovers(worktree, { message: "m", exclude: [] });
  expect(await git("log", "-1", "--format=%s")).toBe("m");
  expect(await git("status", "--porcelain")).toBe("");
  await git("commit", "-q", "--allow-empty", "-m", "next");
  expect(await git("log", "-1", "--format=%s")).toBe("next");
});

test("the files of an unfinished merge are committed as they lie there", async () => {
  const { worktree, git, write } = await open();
  await git("checkout", "-q", "-b", "other");
  await write({ "a.txt": "other\n" });
  await git("commit", "-qam", "other");
  await git("checkout", "-q", "work");
  await write({ "a.txt": "work\n" });
  await git("commit", "-qam", "work");
  await git("merge", "other").catch(() => undefined);
  await commitLeftovers(worktree, { message: "m", exclude: [] });
  expect(await git("show", "HEAD:a.txt")).toBe("<<<<<<< HEAD\nwork\n=======\nother\n>>>>>>> other");
  expect(await git("ls-files", "-u")).toBe("");
});

test("no temporary index stays behind", async () => {
  const { worktree, write } = await open();
  const before = await readdir(worktree.gitDir);
  await write({ "new.txt": "1\n" });
  await commitLeftovers(worktree, { message: "m", exclude: [] });
  await commitLeftovers(worktree, { message: "m", exclude: [] });
  expect((await readdir(worktree.gitDir)).sort()).toEqual(before.sort());
});
