import { gitDir, type Tree } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import type { FileSides } from "./decide-files.ts";
import { computeMerge, type MergeRequest } from "./merge.ts";
import { openRepository } from "./repo.ts";

const request: MergeRequest = {
  target: "main",
  source: "refs/heads/work",
  strategy: "ff_or_merge",
  message: "merge\n\nSpec: a-1\n",
  decided: [".chant/specs", ".chant/archive"],
  decide: () => undefined,
};

/** Three commits of which each changes the same line, and a target that goes on elsewhere. */
async function openStack() {
  const dir = await gitDir({ "a.txt": "1\n", "z.txt": "1\n" }, onTestFinished);
  const commit = async (files: Tree, message: string) => {
    await dir.write(files);
    await dir.git("add", "-A");
    await dir.git("commit", "-q", "-m", message);
  };
  await dir.git("checkout", "-q", "-b", "work");
  for (const step of ["2", "3"]) await commit({ "a.txt": `${step}\n` }, `step ${step}`);
  await dir.git("checkout", "-q", "main");
  return { ...dir, commit, repository: await openRepository(dir.path) };
}

test.each([
  ["a squash", ["merge", "-q", "--squash", "work"]],
  ["a rebase", ["cherry-pick", "--no-commit", "main..work"]],
])(
  "M15: a branch whose changes %s brought into the target is up to date, also when the target went on",
  async (_, args) => {
    const { repository, git, commit } = await openStack();
    await git(...args);
    await commit({}, "all of it");
    expect(await computeMerge(repository, request)).toMatchObject({ kind: "up_to_date" });
    await commit({ "a.txt": "4\n" }, "later");
    expect(await computeMerge(repository, request)).toMatchObject({ kind: "up_to_date" });
  },
);

test("M15: one whose changes were picked one by one is, too", async () => {
  const { repository, git, commit } = await openStack();
  await commit({ "z.txt": "2\n" }, "other");
  await git("cherry-pick", "main..work");
  await commit({ "a.txt": "4\n" }, "later");
  expect(await computeMerge(repository, request)).toMatchObject({ kind: "up_to_date" });
});

test("M15: one of which the target has a part only is merged, or conflicts", async () => {
  const { repository, git, commit } = await openStack();
  await git("checkout", "-q", "work");
  await commit({ "z.txt": "2\n" }, "step z");
  await git("checkout", "-q", "main");
  // Picked onto its own parent in the same second, a commit would be the very same one.
  await commit({ "y.txt": "1\n" }, "other");
  await git("cherry-pick", "main..work~1");
  expect(await computeMerge(repository, request)).toMatchObject({ kind: "merge" });
  await commit({ "a.txt": "4\n" }, "later");
  expect(await computeMerge(repository, request)).toMatchObject({ kind: "conflict", files: ["a.txt"] });
});

test.each([
  ["ours", "theirs"],
  ["theirs", "ours"],
] as const)("M11: what %s moved to the archive and %s changed is decided where it is now", async (...[mover]) => {
  const [specs, archive] = [".chant/specs/2026-01-01-001-aaa.md", ".chant/archive/2026-01-01/2026-01-01-001-aaa.md"];
  const asked: FileSides[] = [];
  const text = "one\n".repeat(5);
  const dir = await gitDir({ [specs]: text }, onTestFinished);
  await dir.git("checkout", "-q", "-b", "work");
  const move = async () => {
    await dir.git("rm", "-q", specs);
    await dir.write({ [archive]: `${text}moved\n` });
  };
  const change = () => dir.write({ [specs]: `changed\n${text}` });
  for (const side of ["theirs", "ours"] as const) {
    if (side === "ours") await dir.git("checkout", "-q", "main");
    await (side === mover ? move() : change());
    await dir.git("add", "-A");
    await dir.git("commit", "-q", "-m", side);
  }
  const decide = (file: FileSides) => (asked.push(file), "both\n");
  const merged = await computeMerge(await openRepository(dir.path), { ...request, decide });
  if (merged.kind !== "merge") throw new Error(merged.kind);
  expect(asked).toEqual([
    {
      path: archive,
      base: text,
      ours: mover === "ours" ? `${text}moved\n` : `changed\n${text}`,
      theirs: mover === "ours" ? `changed\n${text}` : `${text}moved\n`,
    },
  ]);
  expect(await dir.git("ls-tree", "-r", "--name-only", merged.commit)).toBe(archive);
  expect(await dir.git("show", `${merged.commit}:${archive}`)).toBe("both");
});
