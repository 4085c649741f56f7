import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gitDir, type Tree } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { operationInProgress, openRepository } from "./repo.ts";
import { quitMerge, readConflictDiff, startMerge, type MergeStart } from "./start-merge.ts";
import { pathStatus } from "./status.ts";

const start = { message: "Bring them together\n", decided: [".chant/specs"], decide: () => undefined };

/** One commit on `main` and one on `work`, which is checked out. */
async function open(main: Tree, work: Tree) {
  const dir = await gitDir({ "a.txt": "1\n", ".chant/specs/s.md": "base\n" }, onTestFinished);
  const commit = async (files: Tree) => {
    await dir.write(files);
    await dir.git("add", "-A");
    await dir.git("commit", "-qm", "change");
  };
  await dir.git("branch", "work");
  await commit(main);
  await dir.git("checkout", "-q", "work");
  await commit(work);
  const repository = await openRepository(dir.path);
  const begin = async (more: Partial<MergeStart> = {}) =>
    startMerge(repository, { ...start, commit: await dir.git("rev-parse", "main"), ...more });
  return { ...dir, repository, begin, read: (path: string) => readFile(join(dir.path, path), "utf8") };
}

test("a merge is begun, its conflicts are named and left, and a commit without a message ends it", async () => {
  const { git, begin, read, write, repository } = await open(
    { "a.txt": "main\n", "b.txt": "b\n" },
    { "a.txt": "work\n" },
  );
  expect(await begin()).toEqual(["a.txt"]);
  expect(await operationInProgress(repository)).toBe("merge");
  expect(await read("a.txt")).toMatch(/^<{7} HEAD\nwork\n={7}\nmain\n>{7} /);
  expect(await read("b.txt")).toBe("b\n");
  expect(await readConflictDiff(repository)).toMatch(/^diff --cc a\.txt\n[^]+\n\+\+<{7} HEAD\n/m);
  await write({ "a.txt": "both\n" });
  await git("commit", "-qa", "--no-edit");
  expect(await git("log", "-1", "--format=%s %P")).toBe(
    `Bring them together ${await git("rev-parse", "work~1")} ${await git("rev-parse", "main")}`,
  );
});

test("a file that the caller decides about is in no conflict, wherever a side moved it", async () => {
  const { git, begin, read } = await open({ ".chant/specs/s.md": "main\n" }, { ".chant/specs/s.md": "work\n" });
  const decide: MergeStart["decide"] = ({ ours, theirs }) => `${ours}${theirs}`;
  expect(await begin({ decide })).toEqual([]);
  expect(await read(".chant/specs/s.md")).toBe("work\nmain\n");
  expect(await git("status", "--porcelain")).toBe("M  .chant/specs/s.md");
});

test("a merge that nobody wants any more is forgotten, and its files stay", async () => {
  const { begin, repository, read } = await open({ "a.txt": "main\n" }, { "a.txt": "work\n" });
  await begin();
  await quitMerge(repository);
  expect(await operationInProgress(repository)).toBeUndefined();
  expect(await read("a.txt")).toContain("work\n");
  await quitMerge(repository);
});

test("a merge that git refuses to begin says why, and changes nothing", async () => {
  const { begin, repository, write, read } = await open({ "b.txt": "main\n" }, { "a.txt": "work\n" });
  await write({ "b.txt": "mine\n" });
  await expect(begin()).rejects.toMatchObject({ code: "GIT_FAILED" });
  expect(await read("b.txt")).toBe("mine\n");
  expect(await pathStatus(repository, [])).toEqual([{ kind: "untracked", path: "b.txt" }]);
});
