import { rm } from "node:fs/promises";
import { join } from "node:path";
import { findOperation } from "@chant/operations";
import { expect, test } from "vitest";
import { expectNobodyAtIt, expectNothingLeft, stateOf, statusOf } from "./invariants.ts";
import { cutOff, failed, relativeTo, userState } from "./left-behind.ts";
import { saysStarted, untilStarted } from "./meanwhile.ts";
import type { Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

interface Diagnosis {
  readonly diagnosis: string;
  readonly healthy: boolean;
  readonly suggestions: readonly string[];
  readonly lock: { readonly state: string };
  readonly worktree?: { readonly uncommitted: readonly string[] };
  readonly branch?: { readonly ahead: number; readonly commits: readonly string[] };
}

/** Every suggestion has to be a command that exists. */
async function diagnose(repo: Scratch, id: string): Promise<Diagnosis> {
  const before = await stateOf(repo);
  const ran = await repo.chant("diagnose", id, "--json");
  expect(ran.code, ran.stderr).toBe(0);
  expect(await stateOf(repo)).toEqual(before);
  const { data } = JSON.parse(ran.stdout) as { data: Diagnosis };
  for (const command of data.suggestions) {
    const [program, name = ""] = command.split(" ");
    expect(program).toBe("chant");
    expect(await findOperation(name), command).toBeDefined();
    expect((await repo.chant(name, "--help")).code).toBe(0);
  }
  return data;
}

test("unlock removes the lock of a dead process and says whose it was; a run is for recover", async () => {
  const repo = await scratch();
  const id = await repo.spec("Locked");
  await repo.chantWith({ env: { CHANT_CRASH_AT: "locked" } }, "work", id);
  expect(await diagnose(repo, id)).toMatchObject({ lock: { state: "stale" }, suggestions: [`chant unlock ${id}`] });
  const ran = await repo.chant("unlock", id);
  expect(ran.code).toBe(0);
  expect(ran.stdout).toMatch(/Removed the lock of process \d+ on .* and is gone/);
  await expectNobodyAtIt(repo);
  expect((await repo.chant("unlock", id)).stdout).toContain("is not locked");
  const cut = await cutOff(repo, { agent: false });
  expect((await repo.chant("unlock", cut)).stdout).toContain("next chant recover");
  expect((await repo.chant("recover")).code).toBe(0);
  expect(await statusOf(repo, cut)).toBe("paused");
  expect(await repo.git("show", `chant/${cut}:half-done.txt`)).toBe("half\n");
});

test("unlock refuses a lock whose holder or agent lives, with the facts", async () => {
  const repo = await scratch();
  const id = await cutOff(repo, { agent: true });
  const orphaned = await repo.chant("unlock", id);
  expect(orphaned.code).toBe(3);
  expect(orphaned.stderr).toContain("an agent (process");
  expect(orphaned.stderr).toContain("fix: chant recover");
  expect(await diagnose(repo, id)).toMatchObject({ lock: { state: "orphaned" }, healthy: false });
  // Who only looks does not wait for the agent's end.
  expect((await repo.chant("recover", "--check")).stdout).toContain("the agent still runs");
  await repo.chant("recover");
  await rm(join(repo.base, "go.started"));
  await repo.agentScript(saysStarted(repo), "while :; do sleep 0.05; done");
  const other = await repo.spec("Alive");
  const run = repo.start({}, "work", other);
  await untilStarted(repo);
  const { error } = await repo.json<{ error: { code: string; fix: string; details: object } }>("unlock", other);
  expect(error).toMatchObject({ code: "STATE_LOCKED", fix: `chant log ${other}` });
  expect(error.details).toMatchObject({ pid: run.pid, state: "held", heartbeat_at: expect.any(String) as unknown });
  expect((await diagnose(repo, other)).suggestions).toContain(`chant pause ${other}`);
  const refused = await repo.chant("reset", other);
  expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining(`chant pause ${other}`)]);
  run.kill("SIGINT");
  await run;
});

test("diagnose tells a failed run with its work from one that is cut off, finished, waiting or ready", async () => {
  const repo = await scratch();
  const { id, worktree } = await failed(repo, "Failed");
  await repo.write(join("..", relativeTo(repo, worktree), "late.txt"), "late\n");
  const seen = await diagnose(repo, id);
  expect(seen).toMatchObject({ healthy: false, worktree: { uncommitted: ["late.txt"] }, branch: { ahead: 3 } });
  expect(seen.branch?.commits).toHaveLength(1);
  expect(seen.diagnosis).toContain("1 commits and 1 uncommitted files, 1 criteria open");
  expect(seen.suggestions).toEqual([`chant log ${id}`, `chant resume ${id} --work`, `chant reset ${id}`]);
  const text = (await repo.chant("diagnose", id)).stdout;
  for (const word of ["Lock:", "none", "Worktree:", "Uncommitted:", "late.txt", "3 ahead of main", "0 of 1 ticked"])
    expect(text).toContain(word);

  const ready = await repo.spec("Ready");
  expect(await diagnose(repo, ready)).toMatchObject({ healthy: true, suggestions: [`chant work ${ready}`] });
  await repo.agent("commit-spec-ticked");
  await repo.result("work", ready, "--no-merge");
  expect(await diagnose(repo, ready)).toMatchObject({ healthy: false, suggestions: [`chant merge ${ready}`] });
  await repo.chant("merge", ready);
  expect(await diagnose(repo, ready)).toMatchObject({ healthy: true, diagnosis: "It is completed." });

  const cut = await cutOff(repo, { agent: false });
  expect(await diagnose(repo, cut)).toMatchObject({ suggestions: ["chant recover"], lock: { state: "stale" } });

  const broken = await repo.spec("Broken");
  await repo.write(`.chant/specs/${broken}.md`, "---\nstatus: [\n---\n# Broken\n");
  expect(await diagnose(repo, broken)).toMatchObject({
    healthy: false,
    suggestions: [`chant edit ${broken}`, `chant lint ${broken}`],
  });
});

test("Z9: finalize of what is completed changes nothing, and says how it is", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  await repo.result("work", id, "--no-merge");
  const before = await stateOf(repo);
  const waiting = await repo.chant("finalize", id);
  expect([waiting.code, waiting.stdout]).toEqual([0, expect.stringContaining("is completed already")]);
  expect(waiting.stdout).toContain(`chant merge ${id}`);
  expect(await stateOf(repo)).toEqual(before);
  expect(await repo.result("finalize", id, "--merge")).toMatchObject({ code: 0, merged: true });
  const merged = await stateOf(repo);
  expect(await repo.result("finalize", id)).toMatchObject({ code: 0, outcome: "completed" });
  // Also when nothing but the spec remembers the run.
  await rm(join(repo.root, ".chant/logs"), { recursive: true });
  const { message } = await repo.result("finalize", id);
  expect(message).toContain("is completed already, since 20");
  expect(((await stateOf(repo)) as unknown[])[1]).toEqual((merged as unknown[])[1]);
});

test("finalize of a driver completes it when its members are done, and names those that are not", async () => {
  const repo = await scratch();
  const driver = (await repo.json<{ data: { id: string } }>("add", "The whole")).data.id;
  const member = (await repo.json<{ data: { id: string } }>("add", "A part", "--group", driver)).data.id;
  const open = await repo.chant("finalize", driver);
  expect([open.code, open.stderr]).toEqual([3, expect.stringContaining(member)]);
  await repo.chant("cancel", member, "--skip-checks", "--yes");
  expect(await repo.result("finalize", driver)).toMatchObject({ code: 0, outcome: "completed" });
  expect(await statusOf(repo, driver)).toBe("completed");
  expect(await repo.git("status", "--porcelain")).toBe("");
});

test("T6, W17: reset --work starts over on a branch of the name that is wanted; what was there is under a backup ref", async () => {
  const repo = await scratch();
  const { id, worktree } = await failed(repo, "Again");
  const tip = (await repo.git("rev-parse", `chant/${id}`)).trim();
  expect(await repo.chant("reset", id, "--prompt", "standard")).toMatchObject({ code: 2 });
  expect(await repo.chant("reset", id, "--work", "--branch=a..b/")).toMatchObject({ code: 5 });
  expect(await repo.worktrees()).toEqual([worktree]);
  await repo.agentScript("change; git add -A; commit second; exit 1");
  const { data } = await repo.json<{ data: { backup_ref: string; results: { branch: string; attempt: number }[] } }>(
    ...["reset", id, "--work", "--branch=again/", "--prompt", "standard"],
  );
  expect((await repo.git("rev-parse", data.backup_ref)).trim()).toBe(tip);
  expect(data.results).toMatchObject([{ outcome: "failed", attempt: 2, branch: `again/${id}` }]);
  // The next run goes on where that one stopped.
  await repo.agent("commit-spec-ticked");
  expect(await repo.result("resume", id, "--work")).toMatchObject({ outcome: "completed", merged: true });
  expect(await repo.git("log", "--format=%s", "main")).toContain(`chant(${id}): second`);
  await expectNothingLeft(repo);
});

test("every command of upkeep leaves the user's checkout as it is", async () => {
  const repo = await scratch();
  const { id } = await failed(repo, "Failed");
  const cut = await cutOff(repo, { agent: false });
  const unchanged = await userState(repo);
  for (const line of [
    ["diagnose", id],
    ["worktree", "status"],
    ["unlock", cut],
    ["recover"],
    ["cleanup", "--yes", "--worktrees"],
    ["reset", id],
    ["reset", cut],
  ]) {
    const ran = await repo.chant(...line);
    expect(ran.code, `${line.join(" ")}: ${ran.stderr}`).toBe(0);
    await unchanged();
  }
  await expectNobodyAtIt(repo);
});
