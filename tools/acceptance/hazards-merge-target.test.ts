import { chmod, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectNobodyAtIt, expectNothingLeft, statusOf } from "./invariants.ts";
import { contradict, head } from "./merging.ts";
import { fakeAgent, type Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

/** A repository that has a `trunk` and no `main`. */
async function onTrunk(): Promise<Scratch> {
  const repo = await scratch({ initialised: false });
  await repo.git("init", "-q", "-b", "trunk");
  await repo.git("commit", "-q", "--allow-empty", "-m", "start");
  const command = `${fakeAgent} commit-spec-ticked`;
  expect((await repo.chant("init", "--minimal", "--provider", "command", "--command", command)).code).toBe(0);
  return repo;
}

async function branches(repo: Scratch): Promise<string[]> {
  return (await repo.git("for-each-ref", "--format=%(refname:short)", "refs/heads")).trim().split("\n");
}

test("M13: on a branch that is not called main everything goes on, and nothing speaks of main", async () => {
  const repo = await onTrunk();
  const said: string[] = [];
  const chant = async (code: number, ...args: string[]) => {
    const ran = await repo.chant(...args);
    said.push(ran.stdout, ran.stderr);
    expect(ran.code, `${args.join(" ")}: ${ran.stderr}`).toBe(code);
  };
  const [one, two, three] = [await repo.spec("One"), await repo.spec("Two"), await repo.spec("Three")];
  await chant(0, "work", one);
  await chant(0, "work", two, "--no-merge");
  await chant(0, "work", three, "--no-merge");
  await contradict(repo, three);
  await chant(0, "merge", "--list");
  await chant(0, "merge", two, "--rebase");
  await chant(5, "merge", three);
  await chant(5, "merge", three, "--rebase");
  for (const args of [["diagnose", three], ["show", three], ["list"], ["status"], ["worktree", "status"], ["recover"]])
    await chant(0, ...args);
  await chant(0, "reset", three);
  await repo.chantWith({ env: { CHANT_CRASH_AT: "merged:before" } }, "work", three);
  await chant(0, "recover", "--yes");
  await chant(0, "archive", "--yes");
  await chant(0, "cleanup", "--yes");
  expect(await branches(repo)).toEqual(["trunk"]);
  expect(await repo.git("symbolic-ref", "HEAD")).toBe("refs/heads/trunk\n");
  expect(said.join("\n").match(/^.*\bmain\b.*$/gm) ?? []).toEqual([]);
});

test("M13: each spec goes where its run was told to go, also when it is merged later and from elsewhere", async () => {
  const repo = await onTrunk();
  const [one, two, three] = [await repo.spec("One"), await repo.spec("Two"), await repo.spec("Three")];
  for (const branch of ["release", "develop", "feature"]) await repo.git("branch", branch);
  expect((await repo.chant("work", one, "--no-merge", "--target", "release")).code).toBe(0);
  await repo.git("checkout", "-q", "feature");
  await repo.configure("defaults", "main_branch: develop");
  expect((await repo.chant("work", two)).code).toBe(0);
  expect((await repo.chant("work", three, "--target", "trunk")).code).toBe(0);
  const feature = await head(repo, "feature");
  expect((await repo.chant("merge", one)).code).toBe(0);

  const holds = async (branch: string) =>
    (await repo.git("ls-tree", "--name-only", branch)).split("\n").filter((name) => name.startsWith("work-"));
  expect(await Promise.all(["release", "develop", "trunk", "feature"].map(holds))).toEqual([
    [`work-${one}.txt`],
    [`work-${two}.txt`],
    [`work-${three}.txt`],
    [],
  ]);
  expect(await head(repo, "feature")).toBe(feature);
  expect(await repo.git("symbolic-ref", "HEAD")).toBe("refs/heads/feature\n");
  expect(await branches(repo)).toEqual(["develop", "feature", "release", "trunk"]);
  await expectNobodyAtIt(repo);
});

test.each([
  ["a run", []],
  ["a merge", ["--no-merge"]],
])("M13: where the target is protected %s moves nothing and loses nothing", async (_, flags) => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  const hook = join(repo.root, ".git/hooks/reference-transaction");
  const script =
    'while read old new ref; do [ "$1 $ref" = "prepared refs/heads/main" ] && echo "hands off" >&2 && exit 1; done';
  await repo.write(".git/hooks/reference-transaction", `#!/bin/sh\n${script}\nexit 0\n`);
  await chmod(hook, 0o755);
  const before = await head(repo);

  const ran = [await repo.chant("work", id, ...flags), await repo.chant("merge", id)];

  expect(ran.map(({ stderr }) => stderr).join("\n")).toContain("hands off");
  expect(ran[1]?.code).toBeGreaterThan(0);
  expect(await head(repo)).toBe(before);
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect(await repo.git("show", `chant/${id}:work-${id}.txt`)).toBe(`work of ${id}\n`);
  await rm(hook);
  expect((await repo.chant("recover", "--yes")).code).toBe(0);
  expect(await repo.result("merge", id)).toMatchObject({ code: 0, merged: true });
  expect(await statusOf(repo, id)).toBe("completed");
  await expectNothingLeft(repo);
});
