import { gitDir, snapshot, type Tree } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import type { FileSides } from "./decide-files.ts";
import { computeMerge, type MergeRequest } from "./merge.ts";
import { openRepository } from "./repo.ts";

interface Sides {
  readonly base: Tree;
  readonly ours?: Tree;
  readonly theirs?: Tree;
}

/** A repository whose `main` and `work` parted after the base; `main` is checked out. */
async function open({ base, ours, theirs }: Sides) {
  const dir = await gitDir(base, onTestFinished);
  const change = async (files: Tree | undefined, message: string) => {
    if (files === undefined) return;
    await dir.write(files);
    await dir.git("add", "-A");
    await dir.git("commit", "-q", "-m", message);
  };
  await dir.git("checkout", "-q", "-b", "work");
  await change(theirs, "theirs");
  await dir.git("checkout", "-q", "main");
  await change(ours, "ours");
  const [main = "", work = ""] = (await dir.git("rev-parse", "main", "work")).split("\n");
  return { ...dir, main, work, repository: await openRepository(dir.path) };
}

const request: MergeRequest = {
  target: "main",
  source: "refs/heads/work",
  strategy: "ff_or_merge",
  message: "merge\n\nSpec: a-1\n",
  decided: [".chant/specs", ".chant/archive"],
  decide: () => undefined,
};

test("a branch that adds nothing is up to date", async () => {
  const { repository, main } = await open({ base: { "a.txt": "1\n" }, ours: { "a.txt": "2\n" } });
  expect(await computeMerge(repository, request)).toEqual({ kind: "up_to_date", commit: main });
});

test("a branch that is ahead is taken as it is", async () => {
  const { repository, main, work } = await open({ base: { "a.txt": "1\n" }, theirs: { "a.txt": "2\n" } });
  expect(await computeMerge(repository, request)).toEqual({
    kind: "merge",
    commit: work,
    previous: main,
    fast_forward: true,
  });
});

test.each([
  ["no_ff", true],
  ["squash", false],
] as const)("a branch that is ahead gets a commit of its own with %s", async (strategy, hasBoth) => {
  const { repository, git, main, work } = await open({ base: { "a.txt": "1\n" }, theirs: { "a.txt": "2\n" } });
  const merged = await computeMerge(repository, { ...request, strategy });
  if (merged.kind !== "merge") throw new Error(merged.kind);
  expect(merged).toMatchObject({ previous: main, fast_forward: false });
  expect(await git("log", "-1", "--format=%P|%B", merged.commit)).toBe(
    `${hasBoth ? `${main} ${work}` : main}|merge\n\nSpec: a-1\n`,
  );
  expect(await git("rev-parse", `${merged.commit}^{tree}`)).toBe(await git("rev-parse", "work^{tree}"));
});

test("changes of both sides are merged as objects only", async () => {
  const { path, repository, git, main, work } = await open({
    base: { "a.txt": "1\n2\n3\n4\n5\n", "c.txt": "c\n" },
    ours: { "a.txt": "one\n2\n3\n4\n5\n" },
    theirs: { "a.txt": "1\n2\n3\n4\nfive\n", "new ü.txt": "n\n" },
  });
  const before = await snapshot(path);
  const merged = await computeMerge(repository, request);
  expect(await snapshot(path)).toEqual(before);
  if (merged.kind !== "merge") throw new Error(merged.kind);
  expect(merged).toMatchObject({ previous: main, fast_forward: false });
  expect(await git("show", `${merged.commit}:a.txt`)).toBe("one\n2\n3\n4\nfive");
  expect(await git("ls-tree", "-z", "--name-only", merged.commit)).toBe("a.txt\0c.txt\0new ü.txt\0");
  expect(await git("rev-parse", `${merged.commit}^1`, `${merged.commit}^2`)).toBe(`${main}\n${work}`);
});

test("a conflict names its paths as they are, and changes nothing", async () => {
  const names = ["with space.txt", "line\nbreak.txt", "größe.txt"];
  const all = (content: string) => Object.fromEntries(names.map((name) => [name, content]));
  const { path, repository } = await open({
    base: { ...all("1\n"), "fine.txt": "1\n" },
    ours: all("ours\n"),
    theirs: { ...all("theirs\n"), "fine.txt": "2\n" },
  });
  const before = await snapshot(path);
  const merged = await computeMerge(repository, request);
  if (merged.kind !== "conflict") throw new Error(merged.kind);
  expect([...merged.files].sort()).toEqual([...names].sort());
  expect(await snapshot(path)).toEqual(before);
});

test("a file that one side deleted and the other changed is a conflict", async () => {
  const { repository, git } = await open({ base: { "a.txt": "1\n" }, theirs: { "a.txt": "2\n" } });
  await git("rm", "-q", "a.txt");
  await git("commit", "-q", "-m", "gone");
  expect(await computeMerge(repository, request)).toEqual({ kind: "conflict", files: ["a.txt"] });
});

const spec = ".chant/specs/a.md";

test("the caller decides files of the folder that both sides changed, and only those", async () => {
  const one = (text: string) => `${text}\n`;
  const { repository, git } = await open({
    base: { [spec]: one("1"), ".chant/specs/b.md": one("1"), ".chant/other.md": "1\n2\n3\n4\n" },
    ours: { [spec]: one("ours"), ".chant/specs/b.md": one("ours"), ".chant/other.md": "ours\n2\n3\n4\n" },
    theirs: { [spec]: one("theirs"), ".chant/specs/new.md": one("new"), ".chant/other.md": "1\n2\n3\ntheirs\n" },
  });
  const asked: FileSides[] = [];
  const decide = (file: FileSides) => (asked.push(file), "decided ü\n");
  const merged = await computeMerge(repository, { ...request, decide });
  if (merged.kind !== "merge") throw new Error(merged.kind);
  expect(asked).toEqual([{ path: spec, base: "1\n", ours: "ours\n", theirs: "theirs\n" }]);
  expect(await git("show", `${merged.commit}:${spec}`)).toBe("decided ü");
  expect(await git("show", `${merged.commit}:.chant/specs/b.md`)).toBe("ours");
  expect(await git("show", `${merged.commit}:.chant/specs/new.md`)).toBe("new");
  expect(await git("show", `${merged.commit}:.chant/other.md`)).toBe("ours\n2\n3\ntheirs");
});

test("the caller decides also where git sees no conflict", async () => {
  const { repository, git } = await open({
    base: { [spec]: "1\n2\n3\n4\n" },
    ours: { [spec]: "ours\n2\n3\n4\n" },
    theirs: { [spec]: "1\n2\n3\ntheirs\n" },
  });
  const merged = await computeMerge(repository, { ...request, decide: () => "decided\n" });
  if (merged.kind !== "merge") throw new Error(merged.kind);
  expect(await git("show", `${merged.commit}:${spec}`)).toBe("decided");
});

test("an undecided file is left to git", async () => {
  const { repository } = await open({ base: { [spec]: "1\n" }, ours: { [spec]: "2\n" }, theirs: { [spec]: "3\n" } });
  expect(await computeMerge(repository, request)).toEqual({ kind: "conflict", files: [spec] });
});

test("a conflict elsewhere stays one when the folder's files are decided", async () => {
  const { repository } = await open({
    base: { [spec]: "1\n", "a.txt": "1\n" },
    ours: { [spec]: "2\n", "a.txt": "2\n" },
    theirs: { [spec]: "3\n", "a.txt": "3\n" },
  });
  const merged = await computeMerge(repository, { ...request, decide: () => "decided\n" });
  expect(merged).toEqual({ kind: "conflict", files: ["a.txt"] });
});

test("a file that both sides added has no base, a deleted one no side", async () => {
  const { repository, git } = await open({
    base: { ".chant/specs/gone.md": "1\n" },
    ours: { [spec]: "ours\n", ".chant/specs/gone.md": "ours\n" },
    theirs: { [spec]: "theirs\n" },
  });
  await git("checkout", "-q", "work");
  await git("rm", "-q", ".chant/specs/gone.md");
  await git("commit", "-q", "-m", "gone");
  await git("checkout", "-q", "main");
  const asked: FileSides[] = [];
  const decide = (file: FileSides) => (asked.push(file), "decided\n");
  const merged = await computeMerge(repository, { ...request, decide });
  expect(merged.kind).toBe("merge");
  expect(asked.sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
    { path: spec, base: undefined, ours: "ours\n", theirs: "theirs\n" },
    { path: ".chant/specs/gone.md", base: "1\n", ours: "ours\n", theirs: undefined },
  ]);
});

test("M11: a merge driver of the repository is not run", async () => {
  const { path, repository, git } = await open({
    base: { [spec]: "1\n", ".gitattributes": "*.md merge=chant-spec\n" },
    ours: { [spec]: "2\n" },
    theirs: { [spec]: "3\n" },
  });
  await git("config", "merge.chant-spec.driver", `touch "${path}/ran"`);
  expect(await computeMerge(repository, request)).toEqual({ kind: "conflict", files: [spec] });
  expect(await git("ls-files", "--others")).toBe("");
});

test("a branch that does not exist or shares no history is an error", async () => {
  const { repository, git } = await open({ base: { "a.txt": "1\n" } });
  const missing = (change: Partial<MergeRequest>) => computeMerge(repository, { ...request, ...change });
  await expect(missing({ target: "nowhere" })).rejects.toMatchObject({
    code: "GIT_FAILED",
    message: "There is no branch nowhere.",
  });
  await expect(missing({ source: "refs/heads/gone" })).rejects.toMatchObject({
    code: "GIT_FAILED",
    message: "There is no branch refs/heads/gone.",
  });
  const alone = await git("commit-tree", "-m", "alone", "HEAD^{tree}");
  await git("branch", "alone", alone);
  await expect(missing({ source: "refs/heads/alone" })).rejects.toMatchObject({
    code: "GIT_FAILED",
    message: "main and refs/heads/alone share no history.",
  });
});
