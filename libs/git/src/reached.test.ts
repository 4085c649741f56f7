import { gitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { changesByMerge, isPicked, listUnreached, readTreePaths } from "./reached.ts";
import { openRepository } from "./repo.ts";

/** A branch `side` with two commits on files of its own. */
async function open() {
  const dir = await gitDir({ "a.txt": "a\n", "kept.txt": "k\n" }, onTestFinished);
  const { git, write } = dir;
  const commit = async (files: Record<string, string>) => {
    await write(files);
    await git("add", "-A");
    await git("commit", "-qm", "c");
    return git("rev-parse", "HEAD");
  };
  await git("switch", "-qc", "side");
  const side = [await commit({ "one.txt": "1\n" }), await commit({ "two.txt": "2\n" })] as const;
  await git("switch", "-q", "main");
  return { ...dir, commit, side, repository: await openRepository(dir.path) };
}

test("commits that are there and not in the history are told; unknown ones, and no hashes, are not", async () => {
  const { repository, side, git } = await open();
  const here = await git("rev-parse", "HEAD");
  const asked = [...side, here, "1".repeat(40), side[0].slice(0, 8), "--all", "HEAD"];
  expect(await listUnreached(repository, asked)).toEqual(new Set(side));
  await git("merge", "-q", "side");
  expect(await listUnreached(repository, asked)).toEqual(new Set());
});

test("M15: a branch that was merged by a squash brings nothing any more, also when the files went on", async () => {
  const { repository, side, commit, git } = await open();
  const tip = side[1];
  expect((await changesByMerge(repository, tip))?.sort()).toEqual(["one.txt", "two.txt"]);
  expect(await isPicked(repository, tip)).toBe(false);
  await git("merge", "-q", "--squash", "side");
  await commit({ "a.txt": "later\n" });
  expect(await changesByMerge(repository, tip)).toEqual([]);
});

test("M15: what was squashed is picked too when the same lines went on", async () => {
  const { repository, side, commit, git } = await open();
  await git("merge", "-q", "--squash", "side");
  await git("commit", "-qm", "all at once");
  await commit({ "one.txt": "another\n" });
  expect(await changesByMerge(repository, side[1])).not.toEqual([]);
  expect(await isPicked(repository, side[1])).toBe(true);
});

test("M15: commits that were rebased elsewhere are picked, whatever came later", async () => {
  const { repository, side, commit, git } = await open();
  await commit({ "a.txt": "before\n" });
  await git("cherry-pick", ...side);
  await commit({ "one.txt": "another\n" });
  expect(await isPicked(repository, side[1])).toBe(true);
});

test("a commit of another history has no merge", async () => {
  const { repository, commit, git } = await open();
  await git("switch", "-q", "--orphan", "apart");
  const apart = await commit({ "b.txt": "b\n" });
  await git("switch", "-q", "main");
  expect(await changesByMerge(repository, apart)).toBeUndefined();
  expect(await isPicked(repository, apart)).toBe(false);
});

test("what lies at a path is told by its hash, before a commit too, and nothing lies at paths that are none", async () => {
  const { repository, side, git } = await open();
  const blob = await git("rev-parse", "side:one.txt");
  const paths = ["one.txt", "a\nb", "-x", "no such"];
  const found = await readTreePaths(repository, [
    ...paths.map((path) => ({ commit: side[0], path })),
    { commit: side[0], before: true, path: "one.txt" },
    { commit: side[1], before: true, path: "one.txt" },
    { commit: "1".repeat(40), path: "a.txt" },
  ]);
  expect(found).toEqual([blob, undefined, undefined, undefined, undefined, blob, undefined]);
  await expect(readTreePaths(repository, [{ commit: "--all", path: "a" }])).rejects.toMatchObject({
    code: "GIT_REF_INVALID",
  });
});
