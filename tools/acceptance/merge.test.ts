import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectNobodyAtIt, expectNothingLeft, statusOf } from "./invariants.ts";
import { editReadme, workMeanwhile } from "./meanwhile.ts";
import type { Scratch, WorkResult } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

async function head(repo: Scratch, ref: string): Promise<string> {
  return (await repo.git("rev-parse", ref)).trim();
}

test("work --no-merge leaves the branch and the checkout alone, and merge brings it in", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  const before = await head(repo, "main");

  const worked = await repo.result("work", id, "--no-merge");

  expect(worked).toMatchObject({ code: 0, outcome: "completed", merged: false, branch: `chant/${id}` });
  expect(await head(repo, "main")).toBe(before);
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect(await repo.worktrees()).toEqual([worked.worktree]);
  expect(await repo.git("show", `chant/${id}:.chant/specs/${id}.md`)).toContain("status: completed");

  expect(await repo.result("work", id)).toMatchObject({ code: 3, error: "STATE_ALREADY_COMPLETE" });
  expect(await repo.result("merge", id, "--dry-run")).toMatchObject({ code: 0, outcome: "unchanged", merged: false });
  expect(await head(repo, "main")).toBe(before);

  expect(await repo.result("merge", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await statusOf(repo, id)).toBe("completed");
  expect(await repo.read(`work-${id}.txt`)).toBe(`work of ${id}\n`);
  await expectNothingLeft(repo);
  const merged = await head(repo, "main");
  expect(await repo.result("merge", id)).toMatchObject({ code: 0, merged: true, message: "Already merged." });
  expect(await head(repo, "main")).toBe(merged);
});

test("merge --all brings in every completed branch", async () => {
  const repo = await scratch();
  const ids = [await repo.spec("Write the greeting"), await repo.spec("Write the farewell")];
  for (const id of ids) expect((await repo.chant("work", id, "--no-merge")).code).toBe(0);
  const { data } = await repo.json<WorkResult>("merge", "--all");
  expect(data.results.map(({ outcome, merged }) => [outcome, merged])).toEqual([
    ["completed", true],
    ["completed", true],
  ]);
  for (const id of ids) expect(await statusOf(repo, id)).toBe("completed");
  await expectNothingLeft(repo);
});

for (const [side, whose] of [
  ["--ours", "the branch's copy of the spec,"],
  ["--theirs", "the target's copy of the spec, ticked again,"],
] as const) {
  test(`a conflict moves nothing; solved on the branch with ${whose} merge completes it`, async () => {
    const repo = await scratch();
    const { id, worktree } = await conflict(repo);

    await expect(repo.git("-C", worktree, "merge", "-q", "main")).rejects.toThrow();
    await repo.git("-C", worktree, "checkout", "-q", side, "--", ".chant");
    const copy = join(worktree, `.chant/specs/${id}.md`);
    await writeFile(copy, (await readFile(copy, "utf8")).replace("[ ]", "[x]"));
    await writeFile(join(worktree, "README.md"), "# Greetings and another title\n");
    await repo.git("-C", worktree, "commit", "-qam", "solve the conflict");

    expect(await repo.result("merge", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
    expect(await statusOf(repo, id)).toBe("completed");
    expect(await repo.read(`.chant/specs/${id}.md`)).toMatch(/- \[x\] It works\n$/);
    expect(await repo.read(`.chant/specs/${id}.md`)).not.toMatch(/^reason:/m);
    expect(await repo.read("README.md")).toBe("# Greetings and another title\n");
    await expectNothingLeft(repo);
  });
}

/** Makes a run end in a conflict with its target, and checks that nothing was moved. */
async function conflict(repo: Scratch): Promise<{ id: string; worktree: string }> {
  const id = await repo.spec("Write the title");
  const ran = await workMeanwhile(repo, id, async () => {
    await repo.write("README.md", "# Another title\n");
    await repo.git("commit", "-qam", "another title");
  });

  expect(ran).toMatchObject({ code: 5, outcome: "needs_attention", reason: "merge_conflict", merged: false });
  expect(ran.files).toEqual(["README.md"]);
  expect(ran.message).toContain("README.md");
  expect(await statusOf(repo, id)).toBe("needs_attention");
  expect(await repo.read("README.md")).toBe("# Another title\n");
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect(await repo.git("show", "main:README.md")).toBe("# Another title\n");
  expect(await repo.git("show", `chant/${id}:README.md`)).toBe("# Greetings\n");
  expect(await repo.worktrees()).toEqual([ran.worktree]);
  await expectNobodyAtIt(repo);

  const untouched = await head(repo, "main");
  expect(await repo.result("merge", id)).toMatchObject({ code: 5, reason: "merge_conflict" });
  expect(await head(repo, "main")).toBe(untouched);

  return { id, worktree: ran.worktree as string };
}

test("M9: an uncommitted edit that the merge would overwrite stays, is named, and nothing moves", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the title");
  await repo.agentScript(...editReadme);
  await repo.write("README.md", "# Half an idea\n");
  const ran = await repo.result("work", id);

  expect(ran).toMatchObject({ code: 5, outcome: "needs_attention", reason: "checkout_dirty", files: ["README.md"] });
  expect(await repo.read("README.md")).toBe("# Half an idea\n");
  expect(await repo.git("show", "main:README.md")).toBe("# Scratch\n");
  expect(await repo.git("status", "--porcelain")).toBe(" M README.md\n");
  expect(await statusOf(repo, id)).toBe("needs_attention");
  expect(await repo.worktrees()).toEqual([ran.worktree]);

  await repo.git("checkout", "-q", "--", "README.md");
  expect(await repo.result("merge", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await repo.read("README.md")).toBe("# Greetings\n");
  await expectNothingLeft(repo);
});

test("M9: an untracked file that the merge would overwrite stays, is named, and nothing moves", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  await repo.write(`work-${id}.txt`, "mine\n");
  const ran = await repo.result("work", id);
  expect(ran).toMatchObject({ code: 5, reason: "checkout_dirty", files: [`work-${id}.txt`] });
  expect(await repo.read(`work-${id}.txt`)).toBe("mine\n");
  expect(await repo.git("ls-tree", "--name-only", "main")).not.toContain("work-");
});

test("with a target that is not checked out, only that branch moves", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  await repo.git("branch", "other");
  const before = await head(repo, "main");
  const edited = await repo.read(`.chant/specs/${id}.md`);

  const worked = await repo.result("work", id, "--target", "other");

  expect(worked).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await head(repo, "main")).toBe(before);
  expect(await repo.git("symbolic-ref", "HEAD")).toBe("refs/heads/main\n");
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect(await repo.read(`.chant/specs/${id}.md`)).toBe(edited);
  expect(await repo.git("show", `other:work-${id}.txt`)).toBe(`work of ${id}\n`);
  expect(await repo.git("show", `other:.chant/specs/${id}.md`)).toContain("status: completed");
  expect(await repo.worktrees()).toEqual([]);
  await expectNobodyAtIt(repo);
});

test("an outcome of a run whose target is not checked out is recorded on that branch only", async () => {
  const repo = await scratch({ agent: "commit-then-exit-1" });
  const id = await repo.spec("Write the greeting");
  await repo.git("branch", "other");
  const before = await head(repo, "main");
  expect(await repo.result("work", id, "--target", "other")).toMatchObject({ code: 4, outcome: "failed" });
  expect(await head(repo, "main")).toBe(before);
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect(await repo.git("show", `other:.chant/specs/${id}.md`)).toContain("status: failed");
});

for (const [does, script] of [
  ["deletes", 'git rm -q "$other"'],
  ["changes", 'echo "more" >> "$other"'],
] as const) {
  test(`F1: an agent that ${does} another spec is refused with that reason, and nothing is merged`, async () => {
    const repo = await scratch();
    const [mine, foreign] = [await repo.spec("Write the greeting"), await repo.spec("Write the farewell")];
    const other = `.chant/specs/${foreign}.md`;
    const before = await repo.read(other);
    await repo.agentScript("change; tick", `other='${other}'`, script, "git add -A", "commit work");

    const ran = await repo.result("work", mine);

    expect(ran).toMatchObject({ code: 4, outcome: "needs_attention", reason: "foreign_specs", files: [other] });
    expect(await statusOf(repo, mine)).toBe("needs_attention");
    expect(await repo.read(other)).toBe(before);
    expect(await repo.git("show", `main:${other}`)).toBe(before);
    expect(await repo.git("ls-tree", "--name-only", "main")).not.toContain("work-");
  });
}
