import { gitDir, snapshot, type Tree } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { computeRebase, type RebaseRequest } from "./compute-rebase.ts";
import { openRepository } from "./repo.ts";

const request: RebaseRequest = { branch: "work", onto: "main", decided: [".chant/specs"], decide: () => undefined };

/** Commits on `work` and on `main`, which part after the first. */
async function open(work: readonly Tree[], main: readonly Tree[]) {
  const dir = await gitDir({ "a.txt": "1\n2\n3\n", ".chant/specs/s.md": "base\n" }, onTestFinished);
  const commit = async (files: Tree, message: string) => {
    await dir.write(files);
    await dir.git("add", "-A");
    await dir.git(
      "-c",
      "user.name=Ünal",
      "-c",
      "user.email=u@x",
      "commit",
      "-q",
      "--date=2026-01-02T03:04:05+02:00",
      "-m",
      message,
    );
  };
  await dir.git("checkout", "-q", "-b", "work");
  for (const [index, files] of work.entries()) await commit(files, `work ${index}\n\nBody ü\n\nSpec: s`);
  await dir.git("checkout", "-q", "main");
  for (const [index, files] of main.entries()) await commit(files, `main ${index}`);
  return { ...dir, repository: await openRepository(dir.path) };
}

test("the commits of a branch are put on top of another, with their authors, dates and messages", async () => {
  const { path, repository, git } = await open(
    [{ "a.txt": "one\n2\n3\n" }, { "b.txt": "b\n" }],
    [{ "a.txt": "1\n2\nthree\n" }],
  );
  const before = await snapshot(path);
  const rebased = await computeRebase(repository, request);
  expect(await snapshot(path)).toEqual(before);
  if (rebased.kind !== "rebased") throw new Error(rebased.kind);
  const log = "--format=%an %ae %ad %B";
  expect(await git("log", "--date=iso-strict", log, `main..${rebased.tip}`)).toBe(
    await git("log", "--date=iso-strict", log, "main..work"),
  );
  expect(await git("show", `${rebased.tip}:a.txt`)).toBe("one\n2\nthree");
  expect(await git("rev-parse", `${rebased.tip}~2`)).toBe(await git("rev-parse", "main"));
  expect(rebased).toMatchObject({ previous: await git("rev-parse", "work"), onto: await git("rev-parse", "main") });
});

test("a branch that is ahead already stays as it is", async () => {
  const { repository, git } = await open([{ "b.txt": "b\n" }], []);
  expect(await computeRebase(repository, request)).toEqual({
    kind: "up_to_date",
    tip: await git("rev-parse", "work"),
    onto: await git("rev-parse", "main"),
  });
});

test("what the target has already, and merges of it, are left out", async () => {
  const { repository, git } = await open([{ "b.txt": "b\n" }, { "c.txt": "c\n" }], [{ "b.txt": "b\n" }]);
  await git("checkout", "-q", "work");
  await git("merge", "-q", "--no-edit", "main");
  const rebased = await computeRebase(repository, request);
  // All of the target is in the branch, so nothing needs to move.
  expect(rebased.kind).toBe("up_to_date");
  await git("checkout", "-q", "main");
  await git("commit", "-q", "--allow-empty", "-m", "further");
  const further = await computeRebase(repository, request);
  if (further.kind !== "rebased") throw new Error(further.kind);
  expect(await git("log", "--format=%s", `main..${further.tip}`)).toBe("work 1");
});

test("a conflict names its commit and files, and nothing has moved", async () => {
  const { path, repository, git } = await open(
    [{ "b.txt": "b\n" }, { "a.txt": "x\n2\n3\n" }],
    [{ "a.txt": "y\n2\n3\n" }],
  );
  const before = await snapshot(path);
  expect(await computeRebase(repository, request)).toEqual({
    kind: "conflict",
    commit: await git("rev-parse", "work"),
    files: ["a.txt"],
  });
  expect(await snapshot(path)).toEqual(before);
});

test("files of the folder are decided by the caller at every commit", async () => {
  const spec = ".chant/specs/s.md";
  const { repository, git } = await open([{ [spec]: "w1\n" }, { [spec]: "w2\n" }], [{ [spec]: "m\n" }]);
  const decide: RebaseRequest["decide"] = ({ ours, theirs }) => `${ours?.trim()}+${theirs}`;
  const rebased = await computeRebase(repository, { ...request, decide });
  if (rebased.kind !== "rebased") throw new Error(rebased.kind);
  expect(await git("show", `${rebased.tip}:${spec}`)).toBe("m+w1+w2");
});
