import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { gitDir } from "./git-dir.ts";
import { snapshot } from "./snapshot.ts";

test("a snapshot is the same as long as nobody changes the checkout", async () => {
  const { path, git } = await gitDir({ "a.txt": "a\n", ".chant/specs/one.md": "# One\n" }, onTestFinished);
  const before = await snapshot(path);
  await git("status");
  await mkdir(join(path, ".chant/logs"), { recursive: true });
  await writeFile(join(path, ".chant/logs/one.log"), "runtime state\n");
  await git("update-ref", "refs/chant/backup/one/1", "HEAD");
  expect(await snapshot(path)).toEqual(before);
  expect(Object.keys(before.files)).toEqual([".chant/specs/one.md", "a.txt"]);
});

test.each([
  ["a file", "files", async ({ write }) => write({ "a.txt": "b\n" })],
  ["the index", "index", async ({ write, git }) => (await write({ "b.txt": "b\n" }), await git("add", "b.txt"))],
  ["a branch", "refs", async ({ git }) => git("branch", "other")],
  ["the branch that is checked out", "head", async ({ git }) => git("checkout", "-qb", "other")],
  ["the stash", "stash", async ({ write, git }) => (await write({ "a.txt": "c\n" }), await git("stash", "-q"))],
  ["a worktree", "worktrees", async ({ base, git }) => git("worktree", "add", "-q", "--detach", join(base, "tree"))],
] as const satisfies readonly (readonly [
  string,
  string,
  (dir: Awaited<ReturnType<typeof gitDir>>) => Promise<unknown>,
])[])("a snapshot tells a change of %s", async (_, part, change) => {
  const dir = await gitDir({ "a.txt": "a\n" }, onTestFinished);
  const before = await snapshot(dir.path);
  await change(dir);
  const after = await snapshot(dir.path);
  expect(after[part]).not.toEqual(before[part]);
});
