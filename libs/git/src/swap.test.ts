import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gitDir, snapshot, type Tree } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { openRepository } from "./repo.ts";
import { swapBranch } from "./swap.ts";

const base = { "a.txt": "1\n", "b.txt": "1\n", "gone.txt": "1\n" };

/** A repository on `main` and a next commit for it, which changes a.txt, adds new.txt and deletes gone.txt. */
async function open(tree: Tree = base, next: Tree = { "a.txt": "2\n", "new.txt": "1\n" }) {
  const dir = await gitDir(tree, onTestFinished);
  const { git, write } = dir;
  const old = await git("rev-parse", "HEAD");
  await write(next);
  if ("gone.txt" in tree) await git("rm", "-q", "gone.txt");
  await git("add", "-A");
  await git("commit", "-q", "-m", "next");
  const commit = await git("rev-parse", "HEAD");
  await git("reset", "-q", "--hard", old);
  const files = async () => (await readdir(dir.path)).filter((name) => name !== ".git").sort();
  const repository = await openRepository(dir.path);
  return { ...dir, repository, files, old, next: commit, swap: { branch: "main", old, new: commit } };
}

const existsLock = (path: string) => existsSync(join(path, ".git/refs/heads/main.lock"));
const text = (...parts: string[]) => readFile(join(...parts), "utf8");

test("a checked-out branch moves with its index and files", async () => {
  const { path, repository, git, files, next, swap } = await open();
  await swapBranch(repository, swap);
  expect(await git("rev-parse", "refs/heads/main")).toBe(next);
  expect(await git("status", "--porcelain", "--branch")).toBe("## main");
  expect(await text(path, "a.txt")).toBe("2\n");
  expect(await files()).toEqual(["a.txt", "b.txt", "new.txt"]);
});

test("a branch that is not checked out moves alone", async () => {
  const { path, repository, git, next, swap } = await open();
  await git("checkout", "-q", "-b", "mine");
  const before = await snapshot(path);
  await swapBranch(repository, swap);
  expect(await git("rev-parse", "refs/heads/main")).toBe(next);
  expect({ ...(await snapshot(path)), refs: "" }).toEqual({ ...before, refs: "" });
});

test("a branch checked out in another work tree moves with that one's files", async () => {
  const { path, base: around, repository, git, next, swap } = await open();
  const tree = join(around, "tree");
  await git("checkout", "-q", "-b", "mine");
  await git("worktree", "add", "-q", tree, "main");
  await swapBranch(repository, swap);
  expect(await git("-C", tree, "rev-parse", "HEAD")).toBe(next);
  expect(await git("-C", tree, "status", "--porcelain")).toBe("");
  expect(await text(tree, "a.txt")).toBe("2\n");
  expect(await text(path, "a.txt")).toBe("1\n");
  expect(await git("status", "--porcelain", "--branch")).toBe("## mine");
});

test("a branch whose work tree's folder is gone moves alone", async () => {
  const { base: around, repository, git, next, swap } = await open();
  const tree = join(around, "tree");
  await git("checkout", "-q", "-b", "mine");
  await git("worktree", "add", "-q", tree, "main");
  await rm(tree, { recursive: true });
  await swapBranch(repository, swap);
  expect(await git("rev-parse", "refs/heads/main")).toBe(next);
});

test("staged, unstaged and new files that the swap does not touch stay as they are", async () => {
  const { path, repository, git, write, swap } = await open();
  await write({ "b.txt": "staged\n", "added.txt": "1\n" });
  await git("add", "b.txt", "added.txt");
  await write({ "b.txt": "edited\n", "untracked.txt": "1\n" });
  await swapBranch(repository, swap);
  expect(await git("status", "--porcelain")).toBe("A  added.txt\nMM b.txt\n?? untracked.txt");
  expect(await text(path, "b.txt")).toBe("edited\n");
  expect(await git("show", ":b.txt")).toBe("staged");
  expect(await text(path, "a.txt")).toBe("2\n");
});

test("files that were only touched do not count as edited", async () => {
  const { path, repository, git, swap } = await open();
  await utimes(join(path, "a.txt"), new Date("2020-01-01"), new Date("2020-01-01"));
  await swapBranch(repository, swap);
  expect(await git("status", "--porcelain")).toBe("");
});

const overlaps: readonly (readonly [string, string, (dir: Awaited<ReturnType<typeof open>>) => Promise<unknown>])[] = [
  ["an unstaged edit", "a.txt", async ({ write }) => write({ "a.txt": "mine\n" })],
  ["a staged edit", "a.txt", async ({ write, git }) => (await write({ "a.txt": "mine\n" }), await git("add", "a.txt"))],
  ["a new file of the same name", "new.txt", async ({ write }) => write({ "new.txt": "mine\n" })],
  ["a new folder of the same name", "new.txt", async ({ write }) => write({ "new.txt/mine.txt": "mine\n" })],
  ["an edit of a file that goes", "gone.txt", async ({ write }) => write({ "gone.txt": "mine\n" })],
];

test.each(overlaps)("%s in the way is named, and nothing has moved", async (_, name, edit) => {
  const dir = await open();
  const { path, repository, git, old, swap } = dir;
  await edit(dir);
  const before = await snapshot(path);
  await expect(swapBranch(repository, swap)).rejects.toMatchObject({
    code: "MERGE_CHECKOUT_DIRTY",
    message: `${path} has uncommitted edits that the merge would overwrite: ${name}.`,
    details: { files: [name], checkout: path },
  });
  expect(await snapshot(path)).toEqual(before);
  expect(await git("rev-parse", "refs/heads/main")).toBe(old);
});

test.each(["with space.txt", "quote\"'.txt", "line\nbreak.txt", "größe-文.txt"])(
  "an edit of %j in the way is named",
  async (name) => {
    const { path, repository, write, swap } = await open({ [name]: "1\n" }, { [name]: "2\n" });
    await write({ [name]: "mine\n" });
    await expect(swapBranch(repository, swap)).rejects.toMatchObject({
      code: "MERGE_CHECKOUT_DIRTY",
      details: { files: [name] },
    });
    expect(await text(path, name)).toBe("mine\n");
  },
);

test("several edits in the way are all named", async () => {
  const { repository, write, swap } = await open();
  await write({ "a.txt": "mine\n", "gone.txt": "mine\n", "new.txt": "mine\n", "b.txt": "mine\n" });
  await expect(swapBranch(repository, swap)).rejects.toMatchObject({
    code: "MERGE_CHECKOUT_DIRTY",
    details: { files: ["a.txt", "gone.txt", "new.txt"] },
  });
});

test.each([true, false])("a moved branch is refused with nothing changed (checked out: %s)", async (checkedOut) => {
  const { path, repository, git, swap } = await open();
  const other = await git("commit-tree", "-p", "HEAD", "-m", "by somebody else", "HEAD^{tree}");
  await git("update-ref", "refs/heads/main", other);
  if (!checkedOut) await git("checkout", "-q", "-b", "mine");
  const before = await snapshot(path);
  await expect(swapBranch(repository, swap)).rejects.toMatchObject({ code: "GIT_REF_MOVED" });
  expect(await snapshot(path)).toEqual(before);
  expect(await git("rev-parse", "refs/heads/main")).toBe(other);
});

test.each([true, false])(
  "a hook that refuses is what is told, and nothing has changed (checked out: %s)",
  async (out) => {
    const { path, repository, git, swap } = await open();
    if (!out) await git("checkout", "-q", "--detach");
    await mkdir(join(path, ".git/hooks"), { recursive: true });
    await writeFile(join(path, ".git/hooks/reference-transaction"), "#!/bin/sh\necho hands off >&2\nexit 1\n", {
      mode: 0o755,
    });
    const before = await snapshot(path);
    const refusal = { code: "GIT_FAILED", message: expect.stringContaining("aborted by hook: hands off") };
    await expect(swapBranch(repository, swap)).rejects.toMatchObject(refusal);
    expect(await snapshot(path)).toEqual(before);
  },
);

test("a ref that somebody holds is refused with nothing changed", async () => {
  const { path, repository, swap } = await open();
  const before = await snapshot(path);
  await writeFile(join(path, ".git/refs/heads/main.lock"), "");
  await expect(swapBranch(repository, swap)).rejects.toMatchObject({
    code: "GIT_LOCKED",
    fix: 'rm "$(git rev-parse --git-path refs/heads/main.lock)"',
  });
  expect(await snapshot(path)).toEqual(before);
});

test("an index that a dead git left locked is refused with nothing changed, and its lock named", async () => {
  const { path, repository, swap } = await open();
  await writeFile(join(path, ".git/index.lock"), "");
  const before = await snapshot(path);
  await expect(swapBranch(repository, swap)).rejects.toMatchObject({
    code: "GIT_LOCKED",
    fix: 'rm "$(git rev-parse --git-path index.lock)"',
  });
  expect(await snapshot(path)).toEqual(before);
});

test.each(["swap:prepared", "swap:read-tree"] as const)(
  "a swap that stopped at %s is completed by another",
  async (at) => {
    const { repository, git, old, next, swap } = await open();
    const crashPoint = (name: string) => {
      if (name === at) throw new Error("stopped");
    };
    await expect(swapBranch(repository, { ...swap, crashPoint })).rejects.toThrow("stopped");
    expect(await git("rev-parse", "refs/heads/main")).toBe(old);
    await swapBranch(repository, swap);
    expect(await git("rev-parse", "refs/heads/main")).toBe(next);
    expect(await git("status", "--porcelain")).toBe("");
  },
);

test("nobody else moves the branch while files follow", async () => {
  const { path, repository, git, next, swap } = await open();
  const locks: boolean[] = [];
  const crashPoint = () => void locks.push(existsLock(path));
  await swapBranch(repository, { ...swap, crashPoint });
  expect(locks).toEqual([true, true]);
  expect(existsLock(path)).toBe(false);
  expect(await git("rev-parse", "refs/heads/main")).toBe(next);
});

test("a swap to the same commit changes nothing", async () => {
  const { path, repository, old, swap } = await open();
  const before = await snapshot(path);
  await swapBranch(repository, { ...swap, new: old });
  expect(await snapshot(path)).toEqual(before);
});

test("V2: names and commits that are none are refused before git sees them", async () => {
  const { repository, swap } = await open();
  const refused = { code: "GIT_REF_INVALID" };
  await expect(swapBranch(repository, { ...swap, branch: "a..b" })).rejects.toMatchObject(refused);
  await expect(swapBranch(repository, { ...swap, new: "main" })).rejects.toMatchObject(refused);
});
