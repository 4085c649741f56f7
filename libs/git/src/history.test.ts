import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { gitDir, type Tree } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { changedPaths, isAncestor, listCommits, mergeBase, readFileAt } from "./history.ts";
import { openRepository } from "./repo.ts";

async function open(tree: Tree = { "a.txt": "a\n" }) {
  const dir = await gitDir(tree, onTestFinished);
  const tip = () => dir.git("rev-parse", "HEAD");
  const commit = async (message: string, files: Tree = {}) => {
    await dir.write(files);
    await dir.git("add", "-A");
    await dir.git("commit", "-q", "--allow-empty", "-m", message);
    return tip();
  };
  return { ...dir, commit, repository: await openRepository(dir.path), start: await tip() };
}

test("commits come oldest first, with their parents, author, subject and trailers", async () => {
  const { repository, commit, git, start } = await open();
  await git("config", "user.email", "größe@example.com");
  const first = await commit("one: größe | 100%");
  const second = await commit("two\n\nA body.\n\nSpec: a-1\nReviewed-by: A <a@example.com>\nSpec: b-2");
  const author_email = "größe@example.com";
  expect(await listCommits(repository, start, "refs/heads/main")).toEqual([
    { hash: first, parents: [start], author_email, subject: "one: größe | 100%", trailers: {} },
    {
      hash: second,
      parents: [first],
      author_email,
      subject: "two",
      trailers: { Spec: ["a-1", "b-2"], "Reviewed-by": ["A <a@example.com>"] },
    },
  ]);
});

test("a trailer over several lines is one value", async () => {
  const { repository, commit, start } = await open();
  await commit("one\n\nNote: first\n  second");
  const [only] = await listCommits(repository, start, "HEAD");
  expect(only?.trailers).toEqual({ Note: ["first second"] });
});

test("a trailer of any name is read", async () => {
  const { repository, commit, start } = await open();
  await commit("one\n\nconstructor: a\ntoString: b");
  const [only] = await listCommits(repository, start, "HEAD");
  expect(only?.trailers).toEqual({ constructor: ["a"], toString: ["b"] });
});

test("a merge has both of its parents, and the same tips have no commits between them", async () => {
  const { repository, commit, git, start } = await open();
  await git("checkout", "-q", "-b", "work");
  const theirs = await commit("theirs", { "b.txt": "b\n" });
  await git("checkout", "-q", "main");
  const ours = await commit("ours", { "c.txt": "c\n" });
  await git("merge", "-q", "--no-ff", "-m", "both", "work");
  const merge = await git("rev-parse", "HEAD");
  const commits = await listCommits(repository, ours, merge);
  expect(commits.map(({ hash, parents }) => ({ hash, parents }))).toEqual([
    { hash: theirs, parents: [start] },
    { hash: merge, parents: [ours, theirs] },
  ]);
  expect(await listCommits(repository, merge, merge)).toEqual([]);
  expect(await listCommits(repository, merge, start)).toEqual([]);
});

test("an unknown commit is an error, an option-like one is refused before git sees it", async () => {
  const { repository, start } = await open();
  await expect(listCommits(repository, start, "refs/heads/missing")).rejects.toMatchObject({ code: "GIT_FAILED" });
  await expect(listCommits(repository, "--output=x", start)).rejects.toMatchObject({ code: "GIT_REF_INVALID" });
});

test("changed paths are told with what became of them", async () => {
  const { path, repository, commit, git, start } = await open({
    "kept.txt": "1\n",
    "edited ü\n.txt": "1\n",
    "gone.txt": "1\n",
    "moved.txt": "some content\n",
    "run.sh": "#!/bin/sh\n",
  });
  await git("config", "diff.renames", "true");
  await git("rm", "-q", "gone.txt");
  await git("mv", "moved.txt", "sub dir.txt");
  await chmod(join(path, "run.sh"), 0o755);
  const tip = await commit("change", { "edited ü\n.txt": "2\n" });
  expect(await changedPaths(repository, { from: start, to: tip })).toEqual([
    { path: "edited ü\n.txt", status: "modified" },
    { path: "gone.txt", status: "deleted" },
    { path: "moved.txt", status: "deleted" },
    { path: "run.sh", status: "modified" },
    { path: "sub dir.txt", status: "added" },
  ]);
});

test("a file that became a link is of another type", async () => {
  const { repository, git, start } = await open();
  const blob = await git("hash-object", "-w", "a.txt");
  await git("update-index", "--cacheinfo", `120000,${blob},a.txt`);
  await git("commit", "-q", "-m", "link");
  const tip = await git("rev-parse", "HEAD");
  expect(await changedPaths(repository, { from: start, to: tip })).toEqual([{ path: "a.txt", status: "type_changed" }]);
});

test("changed paths are limited to folders, whose names are no patterns", async () => {
  const { repository, commit, start } = await open({ "s*/a.md": "1\n", "specs/a.md": "1\n", "specs-x/a.md": "1\n" });
  const tip = await commit("change", { "s*/a.md": "2\n", "specs/a.md": "2\n", "specs-x/a.md": "2\n" });
  const paths = async (...folders: string[]) =>
    (await changedPaths(repository, { from: start, to: tip, folders })).map((change) => change.path);
  expect(await paths("specs")).toEqual(["specs/a.md"]);
  expect(await paths("s*", "specs")).toEqual(["s*/a.md", "specs/a.md"]);
  expect(await paths("missing")).toEqual([]);
  expect(await paths()).toEqual([]);
});

test("the merge base is where two histories parted, and there is none for unrelated ones", async () => {
  const { repository, commit, git, start } = await open();
  await git("checkout", "-q", "-b", "work");
  const theirs = await commit("theirs");
  await git("checkout", "-q", "main");
  const ours = await commit("ours");
  await git("checkout", "-q", "--orphan", "alone");
  const alone = await commit("alone");
  expect(await mergeBase(repository, ours, theirs)).toBe(start);
  expect(await mergeBase(repository, ours, ours)).toBe(ours);
  expect(await mergeBase(repository, ours, alone)).toBeUndefined();
});

test("an ancestor is reachable, a descendant and a sibling are not", async () => {
  const { repository, commit, git, start } = await open();
  await git("checkout", "-q", "-b", "work");
  const theirs = await commit("theirs");
  await git("checkout", "-q", "main");
  const ours = await commit("ours");
  expect(await isAncestor(repository, start, ours)).toBe(true);
  expect(await isAncestor(repository, ours, ours)).toBe(true);
  expect(await isAncestor(repository, ours, start)).toBe(false);
  expect(await isAncestor(repository, theirs, ours)).toBe(false);
});

test("a file is read as it is in a commit, and is undefined where there is none", async () => {
  const { repository, commit, start } = await open({ "deep/größe.txt": "  1\r\n\n" });
  const tip = await commit("change", { "deep/größe.txt": "2" });
  expect(await readFileAt(repository, start, "deep/größe.txt")).toBe("  1\r\n\n");
  expect(await readFileAt(repository, tip, "deep/größe.txt")).toBe("2");
  expect(await readFileAt(repository, tip, "missing.txt")).toBeUndefined();
  expect(await readFileAt(repository, tip, "deep")).toBeUndefined();
});
