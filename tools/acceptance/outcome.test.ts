import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectNobodyAtIt, expectNothingLeft, expectSettled, stateOf, statusOf } from "./invariants.ts";
import { envelope, type Scratch, type WorkResult } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

interface Log {
  readonly data: {
    readonly run: number;
    readonly runs: readonly number[];
    readonly lines: readonly string[];
    readonly live: boolean;
  };
}

async function tick(file: string): Promise<void> {
  await writeFile(file, (await readFile(file, "utf8")).replaceAll("- [ ]", "- [x]"));
}

async function tip(repo: Scratch, ref: string): Promise<string> {
  return (await repo.git("rev-parse", "--verify", ref)).trim();
}

test("Z6: an agent that leaves uncommitted changes needs attention; they stay as they are until somebody commits them", async () => {
  const repo = await scratch({ agent: "dirty" });
  const id = await repo.spec("Write the greeting");

  const ran = await repo.result("work", id);

  expect(ran).toMatchObject({ code: 4, outcome: "needs_attention", reason: "leftover_changes", merged: false });
  expect(ran.files).toEqual(["forgotten.txt"]);
  expect(await statusOf(repo, id)).toBe("needs_attention");
  expect(await repo.read(`.chant/specs/${id}.md`)).toMatch(/^reason: .*leftover_changes.*forgotten\.txt/m);
  const worktree = ran.worktree as string;
  expect(await repo.git("-C", worktree, "status", "--porcelain")).toBe("?? forgotten.txt\n");
  expect(await repo.git("status", "--porcelain")).toBe("");
  await expectNobodyAtIt(repo);

  const before = await stateOf(repo);
  expect(await repo.result("finalize", id)).toMatchObject({ code: 3, error: "STATE_TRANSITION" });
  expect(await stateOf(repo)).toEqual(before);

  await repo.git("-C", worktree, "add", "-A");
  await repo.git("-C", worktree, "commit", "-qm", "the rest");
  expect(await repo.result("finalize", id, "--merge")).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await repo.read("forgotten.txt")).toBe("more\n");
  expect(await statusOf(repo, id)).toBe("completed");
  expect(await repo.read(`.chant/specs/${id}.md`)).not.toMatch(/^reason:/m);
  await expectNothingLeft(repo);
});

test("W18: an agent that leaves its branch needs attention, and both branches keep what they have", async () => {
  const repo = await scratch({ agent: "switch-branch" });
  const id = await repo.spec("Write the greeting");
  const ran = await repo.result("work", id);
  expect(ran).toMatchObject({ code: 4, outcome: "needs_attention", reason: "branch_switched" });
  expect(ran.message).toContain("elsewhere");
  const elsewhere = await tip(repo, "elsewhere");
  expect(await repo.git("ls-tree", "--name-only", `chant/${id}`)).not.toContain("work-");

  const worktree = ran.worktree as string;
  await repo.git("-C", worktree, "checkout", "-q", `chant/${id}`);
  await repo.git("-C", worktree, "merge", "-q", "--ff-only", "elsewhere");
  expect(await repo.result("finalize", id, "--merge")).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await statusOf(repo, id)).toBe("completed");
  expect(await tip(repo, "elsewhere")).toBe(elsewhere);
});

for (const mode of ["fork-child", "stderr-flood", "stdout-flood"]) {
  test(`a run with an agent that does ${mode} completes, and nothing of it goes on`, async () => {
    const repo = await scratch({ agent: mode });
    const id = await repo.spec("Write the greeting");
    const ran = await repo.chant("work", id);
    expect(ran.code, ran.stderr.slice(-500)).toBe(0);
    expect(await statusOf(repo, id)).toBe("completed");
    await expectNothingLeft(repo);
  });
}

test("a child that ignores the request to end is killed, and the run completes", async () => {
  const repo = await scratch();
  await repo.agentScript("(trap '' TERM; while :; do sleep 0.05; done) &", "change; tick; git add -A; commit work");
  await repo.configure("agent", "grace_ms: 100");
  const id = await repo.spec("Write the greeting");
  expect(await repo.result("work", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
  await expectNothingLeft(repo);
});

test("a spec without criteria completes, and says that it had none", async () => {
  const repo = await scratch({ agent: "commit" });
  const id = await repo.spec("Write the greeting", []);
  expect(await repo.result("work", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await repo.read(`.chant/specs/${id}.md`)).toMatch(/^criteria: none$/m);
  await expectNothingLeft(repo);
});

test("an agent that breaks its spec needs attention, and the user's copy stays readable", async () => {
  const repo = await scratch();
  await repo.agentScript("change", 'echo "---\nstatus: [" > "$spec"', "git add -A", "commit work");
  const id = await repo.spec("Write the greeting");
  const ran = await repo.result("work", id);
  expect(ran).toMatchObject({ code: 4, outcome: "needs_attention", reason: "unreadable_spec" });
  expect(await statusOf(repo, id)).toBe("needs_attention");
  expect(await repo.read(`.chant/specs/${id}.md`)).toContain("- [ ] It works");
});

test("finalize --merge completes what the user finished by hand in the worktree", async () => {
  const repo = await scratch({ agent: "commit-then-exit-1" });
  const id = await repo.spec("Write the greeting");
  const failed = await repo.result("work", id);
  expect(failed).toMatchObject({ code: 4, outcome: "failed" });
  const worktree = failed.worktree as string;
  await tick(join(worktree, ".chant/specs", `${id}.md`));
  await writeFile(join(worktree, "by-hand.txt"), "done by hand\n");
  await repo.git("-C", worktree, "add", "-A");
  await repo.git("-C", worktree, "commit", "-qm", "finish it");
  const byHand = await tip(repo, `chant/${id}`);

  const done = await repo.result("finalize", id, "--merge");

  expect(done).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(done.commits).toContain(byHand);
  const text = await repo.read(`.chant/specs/${id}.md`);
  expect(text).toMatch(/^status: completed$/m);
  expect(text).not.toMatch(/^(error|failed_at):/m);
  expect(await repo.read("by-hand.txt")).toBe("done by hand\n");
  await expectNothingLeft(repo);
});

test("finalize refuses open criteria and changes nothing; without --merge it leaves the branch to merge", async () => {
  const repo = await scratch({ agent: "leave-one-open" });
  const id = await repo.spec("Write the greeting", ["First", "Second"]);
  const ran = await repo.result("work", id);
  const before = await stateOf(repo);
  const refused = await repo.chant("finalize", id);
  expect(refused.code).toBe(3);
  expect(refused.stderr).toMatch(/error\[STATE_TRANSITION\].*Second/);
  expect(await stateOf(repo)).toEqual(before);

  const worktree = ran.worktree as string;
  await tick(join(worktree, ".chant/specs", `${id}.md`));
  await repo.git("-C", worktree, "commit", "-qam", "tick the second");
  expect(await repo.result("finalize", id)).toMatchObject({ code: 0, outcome: "completed", merged: false });
  expect(await repo.git("ls-tree", "--name-only", "main")).not.toContain("work-");
  expect(await repo.result("merge", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await statusOf(repo, id)).toBe("completed");
  await expectNothingLeft(repo);
});

test("finalize without a run says so", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  expect(await repo.result("finalize", id)).toMatchObject({ code: 3, error: "STATE_NO_RUN" });
  expect(await statusOf(repo, id)).toBe("pending");
});

test("reset keeps everything of an attempt, uncommitted files included, under a backup ref of its number", async () => {
  const repo = await scratch({ agent: "exit-1-dirty" });
  const id = await repo.spec("Write the greeting");
  for (const attempt of [1, 2]) {
    const { worktree } = await repo.result("work", id);
    await writeFile(join(worktree as string, "by-hand.txt"), `of attempt ${attempt}\n`);
    const { data } = await repo.json<{ data: { from: string; backup_ref: string } }>("reset", id);
    expect(data).toMatchObject({ from: "failed", backup_ref: `refs/chant/backup/${id}/${attempt}` });
    expect(await repo.git("show", `${data.backup_ref}:half-done.txt`)).toBe("half\n");
    expect(await repo.git("show", `${data.backup_ref}:by-hand.txt`)).toBe(`of attempt ${attempt}\n`);
    expect(await statusOf(repo, id)).toBe("pending");
    expect(await repo.read(`.chant/specs/${id}.md`)).not.toMatch(/^(error|failed_at|started_at):/m);
    await expectNothingLeft(repo);
  }
  await repo.agent("commit-spec-ticked");
  expect(await repo.result("work", id)).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect((await stat(join(repo.root, ".chant/logs", id, "3.json"))).isFile()).toBe(true);
});

test("log shows a run, an earlier one by its number, and says which there are", async () => {
  const repo = await scratch();
  await repo.agentScript("echo first words", "exit 1");
  const id = await repo.spec("Write the greeting");
  expect((await repo.chant("log", id)).code).toBe(0);
  await repo.chant("work", id);
  await repo.agentScript("echo second words", "change; tick; git add -A; commit work");
  await repo.chant("resume", id, "--work");

  const latest = await repo.json<Log>("log", id);
  expect(latest.data).toMatchObject({ run: 2, runs: [1, 2], live: false });
  expect(latest.data.lines.join("\n")).toMatch(/^\[\d\d:\d\d:\d\d\] second words$/m);
  const first = await repo.chant("log", id, "--run", "1");
  expect(first.code).toBe(0);
  expect(first.stdout).toContain("first words");
  expect(first.stdout).toContain("ended with exit code 1");
  expect((await repo.json<Log>("log", id, "-n", "1")).data.lines).toHaveLength(1);
  expect(await repo.result("log", id, "--run", "7")).toMatchObject({ code: 2, error: "INPUT_INVALID" });
});

test("log follows a run that lives to its end", async () => {
  const repo = await scratch();
  const go = join(repo.base, "go");
  await repo.agentScript(
    "echo first words",
    `while [ ! -e '${go}' ]; do sleep 0.05; done`,
    "echo last words",
    "exit 1",
  );
  const id = await repo.spec("Write the greeting");
  const run = repo.start({}, "work", id);
  const logged = async () => (await repo.chant("log", id, "--no-follow")).stdout;
  await expect.poll(logged, { timeout: 60_000 }).toContain("first words");
  const follower = repo.start({}, "log", id);
  let shown = "";
  follower.stdout.on("data", (chunk: Buffer) => (shown += chunk.toString()));
  await expect.poll(() => shown, { timeout: 60_000 }).toContain("first words");
  await repo.write("../go", "");
  expect((await run).exitCode).toBe(4);
  expect((await follower).exitCode).toBe(0);
  expect(shown).toContain("last words");
  expect(shown).toContain("ended with exit code 1");
});

test("recover --check tells what it would settle and changes nothing; recover then settles it", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  await repo.chantWith({ env: { CHANT_CRASH_AT: "agent:ended" } }, "work", id);
  const before = await stateOf(repo);

  const check = await repo.chant("recover", "--check", "--json");

  expect(check.code).toBe(0);
  const { data } = envelope<WorkResult>(check);
  expect(data.changed).toBe(false);
  expect(data.results).toEqual([expect.objectContaining({ spec_id: id, outcome: "running" })]);
  expect(await stateOf(repo)).toEqual(before);

  expect(await repo.result("recover", "--yes")).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await expectSettled(repo, id)).toBe("completed");
  expect((await repo.json<WorkResult>("recover", "--check")).data.results).toEqual([]);
});
