import { readdir } from "node:fs/promises";
import { gitDir, testDir, type Tree } from "@chant/test-kit";
import { expect, onTestFinished, test, vi } from "vitest";
import { mergeTree } from "./merge-tree.ts";
import { openRepository } from "./repo.ts";

/** A repository whose `main` and `work` both added a line to a file. */
async function open(path: string, attributes: Tree) {
  const dir = await gitDir({ [path]: "base\n", ...attributes }, onTestFinished);
  for (const side of ["work", "main"]) {
    await dir.git("checkout", "-q", "-B", side, "HEAD");
    await dir.write({ [path]: `base\n${side}\n` });
    await dir.git("commit", "-qam", side);
    if (side === "work") await dir.git("checkout", "-q", "-B", "main", "HEAD~1");
  }
  const sides = { ours: "refs/heads/main", theirs: "refs/heads/work", answers: [1] };
  return { ...dir, repository: await openRepository(dir.path), sides };
}

test.each([
  ["notes.txt", ".gitattributes", "notes.txt merge=union"],
  ["docs/old/notes.txt", ".gitattributes", "notes.txt merge=union"],
  ["docs/old/notes.txt", "docs/.gitattributes", "notes.txt merge=union"],
  ["docs/old/notes.txt", "docs/old/.gitattributes", "notes.txt merge=union"],
])("%s is merged as %s says", async (path, file, line) => {
  const { repository, sides, git } = await open(path, { [file]: `${line}\n` });
  const { stdout, exitCode } = await mergeTree(repository, sides);
  const [tree = "", ...conflicts] = stdout.split("\0").filter(Boolean);
  expect([exitCode, conflicts]).toEqual([0, []]);
  expect(await git("show", `${tree}:${path}`)).toBe("base\nmain\nwork");
});

test("a driver of the user's runs outside of the checkout, and what it leaves goes", async () => {
  const { repository, sides, git } = await open("a.lock", { ".gitattributes": "*.lock merge=mine\n" });
  const temporary = await testDir({}, onTestFinished);
  vi.stubEnv("TMPDIR", temporary.path);
  onTestFinished(() => void vi.unstubAllEnvs());
  await git("config", "merge.mine.driver", `touch left; kill -9 $PPID`);
  await expect(mergeTree(repository, sides)).rejects.toMatchObject({ code: "GIT_FAILED" });
  expect(await git("status", "--porcelain")).toBe("");
  expect(await readdir(temporary.path)).toEqual([]);
});

test("a link or a folder of the checkout is never deleted with the folder of the merge", async () => {
  const { repository, sides, git } = await open("docs/notes.txt", { "docs/other.txt": "kept\n" });
  expect((await mergeTree(repository, sides)).exitCode).toBe(1);
  expect(await git("status", "--porcelain")).toBe("");
});
