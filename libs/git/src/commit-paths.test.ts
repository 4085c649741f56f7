import { rm } from "node:fs/promises";
import { join } from "node:path";
import { gitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { commitPaths, listTracked, stagePaths } from "./commit-paths.ts";
import { openRepository } from "./repo.ts";

async function open() {
  const dir = await gitDir(
    { "a.txt": "a\n", "b.txt": "b\n", "gone.txt": "x\n", ".gitignore": "no.txt\n" },
    onTestFinished,
  );
  const repository = await openRepository(dir.path);
  const commit = async (paths: readonly string[], gone: readonly string[] = []) => {
    const tip = await dir.git("rev-parse", "HEAD");
    return commitPaths(repository, { branch: "main", tip, paths, gone, message: "chant: some\n" });
  };
  return { ...dir, commit, repository };
}

test("commits exactly the paths that changed: new, edited and gone; what else is staged or edited stays", async () => {
  const { path, git, write, commit } = await open();
  await write({ "a.txt": "A\n", "b.txt": "B\n", "größe new.txt": "n\n", "no.txt": "n\n", "staged.txt": "s\n" });
  await git("add", "staged.txt");
  await rm(join(path, "gone.txt"));
  await commit(["a.txt", "größe new.txt", "gone.txt", "no.txt", "never.txt", ".gitignore"]);
  const shown = await git("-c", "core.quotePath=false", "show", "--format=%s", "--name-status", "HEAD");
  expect(shown.split("\n")).toEqual(["chant: some", "", "M\ta.txt", "D\tgone.txt", "A\tgröße new.txt"]);
  expect(await git("status", "--porcelain")).toBe("A  staged.txt\n M b.txt".split("\n").sort().join("\n"));
});

test("nothing is committed when nothing changed", async () => {
  const { git, commit } = await open();
  expect(await commit(["a.txt", "b.txt"])).toBeUndefined();
  expect(await git("rev-list", "--count", "HEAD")).toBe("1");
});

test("a path in the middle of a merge is refused and stays as it is", async () => {
  const { git, write, commit } = await open();
  await git("switch", "-qc", "side");
  await write({ "a.txt": "side\n" });
  await git("commit", "-qam", "side");
  await git("switch", "-q", "main");
  await write({ "a.txt": "main\n" });
  await git("commit", "-qam", "main");
  await git("merge", "side").catch(() => undefined);
  await expect(commit(["a.txt"])).rejects.toMatchObject({ code: "GIT_UNMERGED_PATH" });
  expect(await git("status", "--porcelain")).toBe("UU a.txt");
});

test("a file that is still there is left out of the commit and of the index when that is asked for", async () => {
  const { git, write, commit } = await open();
  await write({ "kept/gone.txt": "x\n", "staged.txt": "s\n" });
  await git("add", "staged.txt");
  await commit(["kept/gone.txt"], ["gone.txt", "never.txt"]);
  expect(await git("show", "--format=%s", "--name-status", "-M", "HEAD")).toBe(
    "chant: some\n\nR100\tgone.txt\tkept/gone.txt",
  );
  expect(await git("status", "--porcelain")).toBe("A  staged.txt\n?? gone.txt");
});

test("some paths are staged, there or gone, and ignored ones are not", async () => {
  const { path, git, write, repository } = await open();
  await write({ "new/gone.txt": "x\n", "no.txt": "n\n", "b.txt": "mine\n" });
  await rm(join(path, "gone.txt"));
  await stagePaths(repository, ["gone.txt", "new/gone.txt", "no.txt"]);
  expect(await git("status", "--porcelain")).toBe(
    "R  gone.txt -> new/gone.txt\n M b.txt".split("\n").sort().join("\n"),
  );
});

test("what git tracks in some folders is listed, and nothing else", async () => {
  const { write, git, repository } = await open();
  await write({ "größe/in it.txt": "x\n", "größe/new.txt": "x\n", "other/a.txt": "x\n" });
  await git("add", "größe/in it.txt", "other");
  expect(await listTracked(repository, ["größe", "missing"])).toEqual(new Set(["größe/in it.txt"]));
});
