import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { gitDir, type Tree } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { openRepository } from "./repo.ts";
import { pathStatus, readStatus } from "./status.ts";

async function open(tree: Tree) {
  const dir = await gitDir(tree, onTestFinished);
  return { ...dir, repository: await openRepository(dir.path), head: await dir.git("rev-parse", "HEAD") };
}

test("a clean checkout has its head and no states", async () => {
  const { repository, head } = await open({ "a.txt": "a\n" });
  expect(await readStatus(repository, [])).toEqual({ head: { branch: "main", commit: head }, states: [] });
});

test("a detached head and a branch without a commit are seen in the status", async () => {
  const { repository, git, head } = await open({ "a.txt": "a\n" });
  await git("checkout", "-q", "--detach");
  expect((await readStatus(repository, [])).head).toEqual({ branch: undefined, commit: head });
  await git("checkout", "-q", "--orphan", "feature/new");
  expect((await readStatus(repository, [])).head).toEqual({ branch: "feature/new", commit: undefined });
});

test("staged and unstaged edits both count as changed, new files as untracked", async () => {
  const { repository, git, write } = await open({ "staged.txt": "1\n", "edited.txt": "1\n", "same.txt": "1\n" });
  await write({ "staged.txt": "2\n", "edited.txt": "2\n", "added.txt": "1\n", "deep/new.txt": "1\n" });
  await git("add", "staged.txt", "added.txt");
  expect(await pathStatus(repository, [])).toEqual([
    { kind: "changed", path: "added.txt" },
    { kind: "changed", path: "edited.txt" },
    { kind: "changed", path: "staged.txt" },
    { kind: "untracked", path: "deep/new.txt" },
  ]);
});

test("an edit that was staged and taken back in the folder is still a change", async () => {
  const { repository, git, write } = await open({ "a.txt": "1\n" });
  await write({ "a.txt": "2\n" });
  await git("add", "a.txt");
  await write({ "a.txt": "1\n" });
  expect(await pathStatus(repository, ["a.txt"])).toEqual([{ kind: "changed", path: "a.txt" }]);
});

test("a deleted file is changed, staged or not", async () => {
  const { path, repository, git } = await open({ "a.txt": "a\n", "b.txt": "b\n" });
  await rm(join(path, "a.txt"));
  await git("rm", "-q", "b.txt");
  expect(await pathStatus(repository, [])).toEqual([
    { kind: "changed", path: "a.txt" },
    { kind: "changed", path: "b.txt" },
  ]);
});

test("a staged rename is a change of both paths, whatever the config says", async () => {
  const { path, repository, git } = await open({ "old name.txt": "some content\n" });
  await git("config", "status.renames", "copies");
  await rename(join(path, "old name.txt"), join(path, "new name.txt"));
  await git("add", "-A");
  expect(await pathStatus(repository, [])).toEqual([
    { kind: "changed", path: "new name.txt" },
    { kind: "changed", path: "old name.txt" },
  ]);
});

const odd = [
  "with space.txt",
  " lead\"quote'.txt",
  "line\nbreak.txt",
  "größe-文.txt",
  "back\\slash.txt",
  "tab\there.txt",
];

test.each(odd)("W19: the path %j comes as it is, changed or untracked", async (name) => {
  const { repository, write } = await open({ [name]: "1\n" });
  await write({ [name]: "2\n", [`deep/${name}`]: "1\n" });
  expect(await pathStatus(repository, [])).toEqual([
    { kind: "changed", path: name },
    { kind: "untracked", path: `deep/${name}` },
  ]);
});

test.each(odd)("the path %j can be asked for", async (name) => {
  const { repository, write } = await open({ [name]: "1\n", "a.txt": "1\n" });
  await write({ [name]: "2\n", "a.txt": "2\n" });
  expect(await pathStatus(repository, [name])).toEqual([{ kind: "changed", path: name }]);
});

test("a path asked for is no pattern and no magic", async () => {
  const { repository, write } = await open({ "*.txt": "1\n", "a.txt": "1\n", ":(exclude)a.txt": "1\n" });
  await write({ "*.txt": "2\n", "a.txt": "2\n", ":(exclude)a.txt": "2\n" });
  expect(await pathStatus(repository, ["*.txt"])).toEqual([{ kind: "changed", path: "*.txt" }]);
  expect(await pathStatus(repository, [":(exclude)a.txt"])).toEqual([{ kind: "changed", path: ":(exclude)a.txt" }]);
});

test("paths are relative to the top, also for a folder and from a folder", async () => {
  const { path, repository, write } = await open({ "specs/a.md": "1\n", "specs/b.md": "1\n", "c.md": "1\n" });
  await write({ "specs/a.md": "2\n", "specs/new.md": "1\n", "c.md": "2\n" });
  const states = [
    { kind: "changed", path: "specs/a.md" },
    { kind: "untracked", path: "specs/new.md" },
  ];
  expect(await pathStatus(repository, ["specs"])).toEqual(states);
  expect(await pathStatus({ ...repository, root: join(path, "specs") }, ["specs"])).toEqual(states);
});

test("ignored files are told only when they are asked for", async () => {
  const { repository, write } = await open({ ".gitignore": "*.log\n", "a.txt": "1\n" });
  await write({ "x.log": "1\n" });
  expect(await pathStatus(repository, [])).toEqual([]);
  expect(await pathStatus(repository, ["x.log", "a.txt"])).toEqual([{ kind: "ignored", path: "x.log" }]);
});

test("a file in the middle of a merge is unmerged", async () => {
  const { repository, git, write } = await open({ "my file.txt": "1\n", "b.txt": "1\n" });
  await git("checkout", "-q", "-b", "other");
  await write({ "my file.txt": "other\n" });
  await git("commit", "-qam", "other");
  await git("checkout", "-q", "main");
  await write({ "my file.txt": "main\n" });
  await git("commit", "-qam", "main");
  await git("merge", "other").catch(() => undefined);
  expect(await pathStatus(repository, [])).toEqual([{ kind: "unmerged", path: "my file.txt" }]);
});

test("asking for the status changes nothing in the git folder", async () => {
  const { path, repository, git, write } = await open({ "a.txt": "1\n" });
  await write({ "a.txt": "1\n" });
  const before = await git("hash-object", "--no-filters", join(path, ".git/index"));
  await readStatus(repository, []);
  expect(await git("hash-object", "--no-filters", join(path, ".git/index"))).toBe(before);
});
