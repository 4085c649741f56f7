import { gitDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { countApart, countOnlyOn } from "./history.ts";
import { listBranches } from "./ref.ts";
import { openRepository } from "./repo.ts";

async function open() {
  const dir = await gitDir({ "a.txt": "a\n" }, onTestFinished);
  const commit = async (message: string) => {
    await dir.git("commit", "-q", "--allow-empty", "-m", message);
    return (await dir.git("rev-parse", "HEAD")).trim();
  };
  return { ...dir, commit, repository: await openRepository(dir.path) };
}

test("commits count as only on a ref until any other ref reaches them, a backup ref too; what is checked out is none", async () => {
  const { repository, git, commit } = await open();
  await git("checkout", "-q", "-b", "work");
  await commit("one");
  const tip = await commit("two");
  const ref = "refs/heads/work";
  expect(await countOnlyOn(repository, { tip, ref })).toBe(2);
  expect(await countOnlyOn(repository, { tip })).toBe(0);
  await git("update-ref", "refs/chant/backup/a/1", `${tip}~1`);
  expect(await countOnlyOn(repository, { tip, ref })).toBe(1);
  await git("branch", "other");
  expect(await countOnlyOn(repository, { tip, ref })).toBe(0);
  await git("checkout", "-q", "--detach");
  const alone = await commit("beside");
  expect(await countOnlyOn(repository, { tip: alone })).toBe(1);
});

test("two commits are apart by what each has and the other has not", async () => {
  const { repository, git, commit } = await open();
  await git("checkout", "-q", "-b", "work");
  await commit("one");
  await commit("two");
  await git("checkout", "-q", "main");
  await commit("three");
  const [tip, from] = ["refs/heads/work", "refs/heads/main"];
  expect(await countApart(repository, { tip, from })).toEqual({ ahead: 2, behind: 1 });
  expect(await countApart(repository, { tip, from: tip })).toEqual({ ahead: 0, behind: 0 });
});

test("all branches are listed with their commit and its time", async () => {
  const { repository, git } = await open();
  await git("branch", "feature/größe");
  const head = (await git("rev-parse", "HEAD")).trim();
  const branches = await listBranches(repository);
  expect(branches).toMatchObject([
    { name: "feature/größe", commit: head },
    { name: "main", commit: head },
  ]);
  expect(branches[0]?.at).toBeInstanceOf(Date);
});
