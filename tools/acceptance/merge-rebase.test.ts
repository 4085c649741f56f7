import { expect, test } from "vitest";
import { expectNothingLeft, reachable, statusOf } from "./invariants.ts";
import { contradict, head, merge, worked } from "./merging.ts";
import { scratch } from "./scratch.ts";

test("--rebase puts a branch on top of its target, with the commits that the spec then names", async () => {
  const repo = await scratch();
  const [one, two] = (await worked(repo, 2)) as [string, string];
  const commits = await reachable(repo);
  expect((await merge(repo, one)).code).toBe(0);
  const before = await head(repo);

  const { code, data } = await merge(repo, two, "--rebase");

  expect(code, JSON.stringify(data)).toBe(0);
  expect(data.results).toMatchObject([{ merged: true, outcome: "completed" }]);
  expect(await repo.git("log", "--merges", "--format=%H", `${before}..main`)).toBe("");
  const named = [...(await repo.read(`.chant/specs/${two}.md`)).matchAll(/^ *- "?([0-9a-f]{40})"?$/gm)].map(
    ([, hash]) => hash as string,
  );
  expect(named.length).toBeGreaterThan(0);
  for (const hash of named) await repo.git("merge-base", "--is-ancestor", hash, "main");
  const after = await reachable(repo);
  for (const commit of commits) expect(after).toContain(commit);
  await expectNothingLeft(repo);
});

test("--rebase that meets a conflict changes nothing and says where", async () => {
  const repo = await scratch();
  const [id] = (await worked(repo, 1)) as [string];
  await contradict(repo, id);
  const before = [await repo.git("for-each-ref"), await repo.git("worktree", "list")];
  const ran = await repo.chant("merge", id, "--rebase");
  expect(ran.code).toBe(5);
  expect(ran.stderr).toContain(`conflicts in work-${id}.txt`);
  expect(ran.stderr).toContain(`chant resolve ${id}`);
  expect([await repo.git("for-each-ref"), await repo.git("worktree", "list")]).toEqual(before);
  expect(await repo.git("status", "--porcelain")).toBe("");
});

test.each(["rebase:backed-up", "swap:prepared", "judged:after", "merged:before"])(
  "T4: killed at %s of a merge with --rebase, recover completes it",
  async (point) => {
    const repo = await scratch();
    const [one, two] = (await worked(repo, 2)) as [string, string];
    await merge(repo, one);
    const commits = await reachable(repo);
    const killed = await repo.chantWith({ env: { CHANT_CRASH_AT: point } }, "merge", two, "--rebase");
    expect(killed.code, "the process was not killed").toBe(-1);
    expect((await repo.chant("recover", "--yes")).code).toBe(0);
    expect(await statusOf(repo, two)).toBe("completed");
    const after = await reachable(repo);
    for (const commit of commits) expect(after).toContain(commit);
    await expectNothingLeft(repo);
  },
);
