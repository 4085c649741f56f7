import { gitDir, type Tree } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { readBlobs } from "./blobs.ts";
import { isKnownAuthor, listAddedPaths, logFolders, readLog } from "./log.ts";
import { openRepository } from "./repo.ts";
import { commitStats } from "./stats.ts";

async function open() {
  const dir = await gitDir({}, onTestFinished);
  const commit = async (message: string, files: Tree = {}) => {
    await dir.write(files);
    await dir.git("add", "-A");
    await dir.git("commit", "-q", "--allow-empty", "-m", message);
    return dir.git("rev-parse", "HEAD");
  };
  return { ...dir, commit, repository: await openRepository(dir.path) };
}

test("a folder's log tells each file's text before and after, newest first, and no other folder's", async () => {
  const { repository, commit, git } = await open();
  const first = await commit("one", { "specs/größe a.md": "ä\n" });
  await commit("elsewhere", { "src/a.ts": "x\n" });
  const second = await commit("two", { "specs/größe a.md": "b\n" });
  await git("rm", "-q", "specs/größe a.md");
  const third = await commit("three");
  const log = await readLog(repository, { folders: ["specs", "nowhere"], skip: 0, count: 4 });
  expect(log.map(({ hash, subject, changes }) => [hash, subject, changes.length])).toEqual([
    [third, "three", 1],
    [second, "two", 1],
    [expect.any(String), "elsewhere", 0],
    [first, "one", 1],
  ]);
  const texts = await readBlobs(
    repository,
    log.flatMap(({ changes }) => changes.flatMap((change) => [change.old ?? "", change.new ?? ""])).filter(Boolean),
  );
  const told = log.flatMap(({ changes }) =>
    changes.map((one) => [one.path, texts.get(one.old ?? ""), texts.get(one.new ?? "")]),
  );
  expect(told).toEqual([
    ["specs/größe a.md", "b\n", undefined],
    ["specs/größe a.md", "ä\n", "b\n"],
    ["specs/größe a.md", undefined, "ä\n"],
  ]);
});

test("what came through a merge is told once, by the commit that did it", async () => {
  const { repository, commit, git } = await open();
  await git("switch", "-qc", "side");
  await commit("on the side", { "specs/a.md": "a\n" });
  await git("switch", "-q", "main");
  await commit("on main", { "specs/b.md": "b\n" });
  await git("merge", "-q", "--no-ff", "-m", "merge", "side");
  const changed = await logFolders(repository, { folders: ["specs"] });
  expect(changed.map(({ subject }) => subject).sort()).toEqual(["on main", "on the side"]);
});

test("a page goes on where the last one ended; each commit tells who made it and when", async () => {
  const { repository, commit } = await open();
  const hash = await commit("chant(a.1): do it\n\nChant-Spec: b");
  await commit("something else", { "specs/a.md": "a\n" });
  const [found, ...others] = await readLog(repository, { folders: ["specs"], skip: 1, count: 1 });
  expect(others).toEqual([]);
  const author = { author_name: "Test User", author_email: "test@example.com" };
  expect(found).toMatchObject({ hash, subject: "chant(a.1): do it", ...author, changes: [] });
  expect(Math.abs((found?.at.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  const since = new Date(Date.now() + 60_000);
  expect(await readLog(repository, { folders: ["specs"], since, skip: 0, count: 9 })).toEqual([]);
});

test("a repository without commits has an empty log", async () => {
  const { repository, git } = await open();
  await git("switch", "-q", "--orphan", "empty");
  expect(await readLog(repository, { folders: ["specs"], skip: 0, count: 9 })).toEqual([]);
});

test("paths that were added once are known after they are gone, on every branch", async () => {
  const { repository, commit, git } = await open();
  await commit("one", { "specs/x.1.md": "1\n", "specs/y.md": "y\n" });
  await git("rm", "-q", "specs/x.1.md");
  await commit("gone");
  await git("switch", "-qc", "side");
  await commit("two", { "specs/deep/x.2.md": "2\n" });
  await git("switch", "-q", "main");
  expect((await listAddedPaths(repository, ["specs/**/x.*.md"])).sort()).toEqual(["specs/deep/x.2.md", "specs/x.1.md"]);
});

test("commits are measured in one go, and one that is not there is left out", async () => {
  const { repository, commit } = await open();
  const first = await commit("one", { "a.txt": "1\n2\n", "größe b.txt": "1\n" });
  const second = await commit("two", { "a.txt": "1\n" });
  const empty = await commit("three");
  const stats = await commitStats(repository, [first, second, empty, "f".repeat(40), "--all"]);
  const author_email = "test@example.com";
  expect([...stats.values()]).toEqual([
    { hash: first, author_email, files_changed: ["a.txt", "größe b.txt"], insertions: 3, deletions: 0 },
    { hash: second, author_email, files_changed: ["a.txt"], insertions: 0, deletions: 1 },
    { hash: empty, author_email, files_changed: [], insertions: 0, deletions: 0 },
  ]);
  expect(await readBlobs(repository, ["f".repeat(40)])).toEqual(new Map());
});

test("an author is known by a part of name or address, in any case and on any branch, and by nothing that looks like a pattern", async () => {
  const { repository, git, commit } = await open();
  await commit("one");
  await git("checkout", "-q", "-b", "other");
  await git("commit", "-q", "--allow-empty", "--author=Zoë [Ops] <zoe@example.com>", "-m", "two");
  await git("checkout", "-q", "-");
  const known = await Promise.all(
    ["Zoë", "[OPS]", "zoe@example", "zo.@", "-x", "nobody"].map((one) => isKnownAuthor(repository, one)),
  );
  expect(known).toEqual([true, true, true, false, false, false]);
});
