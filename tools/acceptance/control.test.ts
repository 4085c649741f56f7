import { join } from "node:path";
import { expect, test } from "vitest";
import { busy, forever, startWork, withUserEdits } from "./at-work.ts";
import { expectNobodyAtIt, expectNothingLeft, expectSettled, statusOf, survivors } from "./invariants.ts";
import { saysStarted, untilStarted } from "./meanwhile.ts";
import type { Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

async function expectResumable(repo: Scratch, id: string): Promise<void> {
  await repo.agent("commit-spec-ticked");
  expect(await repo.result("resume", id, "--work")).toMatchObject({ code: 0, outcome: "completed", merged: true });
  expect(await repo.read(`half-${id}.txt`)).toBe(`half of ${id}\n`);
}

test("check 7: P16: pause stops the agent, never fails the spec, and keeps its half-done work on the branch", async () => {
  const repo = await scratch();
  await repo.agentScript(...busy(repo));
  const id = await repo.spec("Write the greeting");
  const expectUntouched = await withUserEdits(repo);
  const { ended } = await startWork(repo, id);

  const paused = await repo.result("pause", id);

  expect(paused).toMatchObject({ code: 0, outcome: "paused", merged: false, branch: `chant/${id}` });
  expect(await ended).toMatchObject({ code: 4, outcome: "paused" });
  expect(await statusOf(repo, id)).toBe("paused");
  expect(await repo.read(`.chant/specs/${id}.md`)).not.toMatch(/^(error|reason|failed_at):/m);
  expect(await repo.git("show", `chant/${id}:half-${id}.txt`)).toBe(`half of ${id}\n`);
  expect(await repo.worktrees()).toEqual([paused.worktree]);
  await expectNobodyAtIt(repo);
  expect(await repo.result("pause", id)).toMatchObject({ code: 0, outcome: "unchanged" });
  await expectUntouched();
  await expectResumable(repo, id);
  await expectUntouched();
});

test("P6: P7: an agent that ignores TERM, and its children, are gone when pause is done; the grace is as configured", async () => {
  const repo = await scratch();
  await repo.agentScript("trap '' TERM INT HUP", `(${forever}) &`, ...busy(repo));
  await repo.configure("agent", "grace_ms: 100");
  const id = await repo.spec("Write the greeting");
  await startWork(repo, id);
  expect(await repo.result("pause", id)).toMatchObject({ code: 0, outcome: "paused" });
  await expectNobodyAtIt(repo);
  await expectResumable(repo, id);
});

test("P7: an agent that needs a moment to end has it, and what it writes then is kept", async () => {
  const repo = await scratch();
  await repo.agentScript("trap 'sleep 1; echo end > last-words.txt; exit 0' TERM", ...busy(repo));
  const id = await repo.spec("Write the greeting");
  await startWork(repo, id);
  expect(await repo.result("pause", id)).toMatchObject({ code: 0, outcome: "paused" });
  expect(await repo.git("show", `chant/${id}:last-words.txt`)).toBe("end\n");
});

test("P8: pause settles a run whose chant process was killed, its agent included", async () => {
  const repo = await scratch();
  await repo.agentScript(...busy(repo));
  const id = await repo.spec("Write the greeting");
  const { kill, ended } = await startWork(repo, id);
  kill("SIGKILL");
  await ended;
  expect((await survivors(repo)).length).toBeGreaterThan(0);
  expect(await repo.result("pause", id)).toMatchObject({ code: 0, outcome: "paused" });
  expect(await expectSettled(repo, id)).toBe("paused");
  await expectResumable(repo, id);
});

test("an agent that ends by itself while it is paused leaves a completed or a paused spec, as both commands say", async () => {
  const repo = await scratch();
  await repo.agentScript(...busy(repo, "tick", "change", "git add -A", "commit work"));
  for (let round = 0; round < 5; round++) {
    const id = await repo.spec(`Write greeting ${round}`);
    const { ended } = await startWork(repo, id);
    const paused = await repo.result("pause", id);
    const worked = await ended;
    const status = await statusOf(repo, id);
    expect(["completed", "paused"]).toContain(status);
    expect(worked.outcome).toBe(status);
    // It may have been over before anybody asked.
    expect(paused.error === "STATE_NO_RUN" || paused.outcome === status, JSON.stringify(paused)).toBe(true);
    await expectNobodyAtIt(repo);
    if (status === "paused") await expectResumable(repo, id);
  }
  await expectNothingLeft(repo);
});

test("U5: T8: pause during worktree.setup ends it: no agent is started and the spec is as it was", async () => {
  const repo = await scratch();
  await repo.agentScript(": > never; exit 1");
  await repo.write("../setup.sh", `${saysStarted(repo)}\n${forever}\n`);
  await repo.configure("worktree", "setup:", `  run: ["sh '${join(repo.base, "setup.sh")}'"]`);
  const id = await repo.spec("Write the greeting");
  const run = repo.start({}, "work", id, "--json");
  await untilStarted(repo);
  expect(await repo.result("pause", id)).toMatchObject({ code: 0, outcome: "unchanged" });
  expect(await run.then(({ exitCode }) => exitCode)).toBe(4);
  expect(await expectSettled(repo, id)).toBe("pending");
  await expectNothingLeft(repo);
});

test("pausing what nobody works on is refused; a dry run on what somebody does changes nothing", async () => {
  const repo = await scratch();
  await repo.agentScript(...busy(repo));
  const id = await repo.spec("Write the greeting");
  expect(await repo.result("pause", id)).toMatchObject({ code: 3, error: "STATE_NO_RUN" });
  const { ended } = await startWork(repo, id);
  expect(await repo.result("pause", id, "--dry-run")).toMatchObject({ code: 0, outcome: "running" });
  expect((await survivors(repo)).length).toBeGreaterThan(1);
  expect(await repo.result("pause", id, "--force")).toMatchObject({ code: 0, outcome: "paused" });
  expect(await ended).toMatchObject({ outcome: "paused" });
});
