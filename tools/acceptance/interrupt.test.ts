import { join } from "node:path";
import { expect, test } from "vitest";
import { expectNobodyAtIt, expectNothingLeft, expectSettled, statusOf, survivors } from "./invariants.ts";
import { endSurvivors, saysStarted, untilStarted } from "./meanwhile.ts";
import { envelope, filesIn, type Ran, type Scratch, type WorkResult } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

interface Running {
  /** Sends a signal to chant and to everything in its process group, as a terminal does. */
  interrupt(signal?: NodeJS.Signals): void;
  ended: Promise<Ran>;
}

/** Starts a run in a process group of its own and waits until the agent, or whatever it is, says that it is there. */
async function startWork(repo: Scratch, ...args: string[]): Promise<Running> {
  const run = repo.start({ detached: true }, "work", ...args, "--json");
  const pid = run.pid as number;
  endSurvivors(repo);
  const ended = run.then(({ exitCode, stdout, stderr }) => {
    return { code: exitCode ?? -1, stdout: String(stdout), stderr: String(stderr) };
  });
  await untilStarted(repo);
  return { interrupt: (signal = "SIGINT") => process.kill(-pid, signal), ended };
}

/** Waits until chant has taken notice of an interrupt: it is in the record before the agent is asked to end. */
async function pauseIsNoticed(repo: Scratch, id: string): Promise<void> {
  const record = () => repo.read(`.chant/processes/${id}-1.json`).catch(() => "");
  await expect.poll(record, { timeout: 60_000 }).toContain('"intent": "pause"');
}

const forever = "while :; do sleep 0.05; done";

async function expectPaused(repo: Scratch, id: string, ran: Ran): Promise<void> {
  expect(ran.code, ran.stderr).toBe(130);
  expect(envelope<WorkResult>(ran).data.results[0]).toMatchObject({ outcome: "paused", merged: false });
  expect(await expectSettled(repo, id)).toBe("paused");
  expect(await repo.read(`.chant/specs/${id}.md`)).not.toMatch(/^(error|reason|failed_at):/m);
}

async function expectResumable(repo: Scratch, id: string): Promise<void> {
  await repo.agent("commit-spec-ticked");
  expect(await repo.result("resume", id, "--work")).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await statusOf(repo, id)).toBe("completed");
  await expectNothingLeft(repo);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  test(`W3: one ${signal} pauses: the agent is gone, its half-done work is on the branch, and resume completes it`, async () => {
    const repo = await scratch();
    await repo.agent(`wait-for:${join(repo.base, "go")}`);
    const id = await repo.spec("Write the greeting");
    const { interrupt, ended } = await startWork(repo, id);
    expect((await survivors(repo)).length).toBeGreaterThan(1);

    interrupt(signal);

    await expectPaused(repo, id, await ended);
    expect(await repo.git("show", `chant/${id}:half-done.txt`)).toBe("half\n");
    expect(await repo.git("log", "-1", "--format=%s", `chant/${id}`)).toBe("chant: leftover changes\n");
    expect(await repo.git("ls-tree", "--name-only", "main")).not.toContain("half-done.txt");
    await expectResumable(repo, id);
    expect(await repo.read("half-done.txt")).toBe("half\n");
  });
}

test("a second interrupt kills an agent that does not end when it is asked to, and its children", async () => {
  const repo = await scratch();
  await repo.agentScript(
    "trap '' TERM INT HUP",
    "echo half > half-done.txt",
    `(${forever}) &`,
    saysStarted(repo),
    forever,
  );
  await repo.configure("agent", "grace_ms: 600000");
  const id = await repo.spec("Write the greeting");
  const { interrupt, ended } = await startWork(repo, id);

  interrupt();
  await pauseIsNoticed(repo, id);
  interrupt();

  await expectPaused(repo, id, await ended);
  expect(await repo.git("show", `chant/${id}:half-done.txt`)).toBe("half\n");
  await expectResumable(repo, id);
});

test("an agent that does not end when it is asked to is killed after agent.grace_ms", async () => {
  const repo = await scratch();
  await repo.agentScript("trap '' TERM INT HUP", "echo half > half-done.txt", saysStarted(repo), forever);
  await repo.configure("agent", "grace_ms: 100");
  const id = await repo.spec("Write the greeting");
  const { interrupt, ended } = await startWork(repo, id);
  interrupt();
  await expectPaused(repo, id, await ended);
  expect(await repo.git("show", `chant/${id}:half-done.txt`)).toBe("half\n");
});

test("an agent that finishes its work when it is asked to end is completed and merged", async () => {
  const repo = await scratch();
  const finish = "change; tick; git add -A; commit work; exit 0";
  await repo.agentScript(`trap '${finish}' TERM`, saysStarted(repo), forever);
  const id = await repo.spec("Write the greeting");
  const { interrupt, ended } = await startWork(repo, id);
  interrupt();
  const ran = await ended;
  expect(envelope<WorkResult>(ran).data.results[0]).toMatchObject({ outcome: "completed", merged: true });
  expect(ran.code).toBe(130);
  expect(await expectSettled(repo, id)).toBe("completed");
  await expectNothingLeft(repo);
});

test("U5: an interrupt during worktree.setup ends it: no agent is started and the spec is as it was", async () => {
  const repo = await scratch();
  await repo.agentScript(": > never; exit 1");
  await repo.write("../setup.sh", `${saysStarted(repo)}\n${forever}\n`);
  await repo.configure("worktree", "setup:", `  run: ["sh '${join(repo.base, "setup.sh")}'"]`);
  const id = await repo.spec("Write the greeting");
  const { interrupt, ended } = await startWork(repo, id);
  interrupt();
  const { code, stderr } = await ended;
  expect(code, stderr).toBe(130);
  expect(await expectSettled(repo, id)).toBe("pending");
  await expectNothingLeft(repo);
});

for (const [flag, script] of [
  ["--timeout", "echo busy; sleep 0.05"],
  ["--idle-timeout", "sleep 0.05"],
] as const) {
  test(`P10: ${flag} ends the agent: the run has failed with timeout, and its work is kept for resume`, async () => {
    const repo = await scratch();
    await repo.agentScript("echo half > half-done.txt", saysStarted(repo), `while :; do ${script}; done`);
    const id = await repo.spec("Write the greeting");

    const ran = await repo.result("work", id, flag, "0.04", "--no-watch");

    expect(ran).toMatchObject({ code: 4, outcome: "failed", error_class: "timeout", merged: false });
    expect(ran.message).toContain("0.04 minutes");
    expect(await filesIn(repo.base)).toContain("go.started");
    expect(await statusOf(repo, id)).toBe("failed");
    expect(await repo.git("show", `chant/${id}:half-done.txt`)).toBe("half\n");
    expect(await repo.git("status", "--porcelain")).toBe("");
    await expectNobodyAtIt(repo);
    await expectResumable(repo, id);
  });
}
