import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectNobodyAtIt, expectNothingLeft, statusOf } from "./invariants.ts";
import { envelope, scratch, type Ran, type Scratch, type WorkResult } from "./scratch.ts";

/** An agent that writes a line of its own into the README. */
const editReadme = ["echo '# Greetings' > README.md", "tick", "git add -A", "commit 'new title'"];

async function head(repo: Scratch, ref: string): Promise<string> {
  return (await repo.git("rev-parse", ref)).trim();
}

/** Starts a run whose agent waits, does something meanwhile, lets the agent go on and gives what the run printed. */
async function workMeanwhile(repo: Scratch, id: string, meanwhile: () => Promise<unknown>): Promise<Ran> {
  const go = join(repo.base, "go");
  await repo.agentScript(`: > '${go}.started'`, `while [ ! -e '${go}' ]; do sleep 0.05; done`, ...editReadme);
  const run = repo.start({}, "work", id, "--json");
  await expect.poll(() => repo.read("../go.started").catch(() => undefined), { timeout: 60_000 }).toBeDefined();
  await meanwhile();
  await repo.write("../go", "");
  const { exitCode, stdout, stderr } = await run;
  return { code: exitCode ?? -1, stdout: String(stdout), stderr: String(stderr) };
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

  expect(ran.code).toBe(5);
  const [result] = envelope<WorkResult>(ran).data.results;
  expect(result).toMatchObject({ outcome: "needs_attention", reason: "merge_conflict", merged: false });
  expect(result?.files).toEqual(["README.md"]);
  expect(result?.message).toContain("README.md");
  expect(await statusOf(repo, id)).toBe("needs_attention");
  expect(await repo.read("README.md")).toBe("# Another title\n");
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect(await repo.git("show", "main:README.md")).toBe("# Another title\n");
  expect(await repo.git("show", `chant/${id}:README.md`)).toBe("# Greetings\n");
  expect(await repo.worktrees()).toEqual([result?.worktree]);
  await expectNobodyAtIt(repo);

  const untouched = await head(repo, "main");
  expect(await repo.result("merge", id)).toMatchObject({ code: 5, reason: "merge_conflict" });
  expect(await head(repo, "main")).toBe(untouched);

  return { id, worktree: result?.worktree as string };
}

test("an uncommitted edit that the merge would overwrite stays, is named, and nothing moves", async () => {
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

test("an untracked file that the merge would overwrite stays, is named, and nothing moves", async () => {
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

test("a label and a body edit that the user makes during the run are merged with the agent's ticks", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the title", ["It works", "It is short"]);
  const path = `.chant/specs/${id}.md`;
  const ran = await workMeanwhile(repo, id, async () => {
    const text = await repo.read(path);
    await repo.write(path, text.replace("status: pending", "status: pending\nlabels: [urgent]"));
    await repo.git("commit", "-qm", "a label", "--", path);
    await appendFile(join(repo.root, path), "\n## Notes\n\nKeep it friendly.\n");
  });

  expect(ran.code, ran.stdout).toBe(0);
  const text = await repo.read(path);
  expect(text).toMatch(/^status: completed$/m);
  expect(text).toMatch(/^labels: \[urgent\]$/m);
  expect(text).toContain("- [x] It works\n- [x] It is short\n");
  expect(text).toContain("## Notes\n\nKeep it friendly.\n");
  await expectNothingLeft(repo);
});

test("a criterion that the user adds during the run is kept, and the spec is not completed without it", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the title", ["It works", "It is short"]);
  const path = `.chant/specs/${id}.md`;
  const ran = await workMeanwhile(repo, id, async () => {
    const text = await repo.read(path);
    await repo.write(path, text.replace("- [ ] It works\n", "- [ ] It is polite\n- [ ] It works\n"));
  });

  expect(ran.code).toBe(4);
  expect(envelope<WorkResult>(ran).data.results[0]).toMatchObject({
    outcome: "needs_attention",
    reason: "criteria_open",
    message: expect.stringContaining("It is polite") as string,
    merged: false,
  });
  const text = await repo.read(path);
  expect(text).toMatch(/^status: needs_attention$/m);
  expect(text).toContain("- [ ] It is polite\n");
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect(await repo.read("README.md")).toBe("# Scratch\n");

  await repo.write(path, text.replace("- [ ] It is polite", "- [x] It is polite"));
  expect(await repo.result("merge", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await repo.read(path)).toMatch(/- \[x\] It is polite\n- \[x\] It works\n- \[x\] It is short\n$/);
  expect(await statusOf(repo, id)).toBe("completed");
  await expectNothingLeft(repo);
});

for (const [does, script] of [
  ["deletes", 'git rm -q "$other"'],
  ["changes", 'echo "more" >> "$other"'],
] as const) {
  test(`an agent that ${does} another spec is refused with that reason, and nothing is merged`, async () => {
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
