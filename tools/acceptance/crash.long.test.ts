import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectSettled, reachable, survivors } from "./invariants.ts";
import type { Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

/** Every named point of a run, in order. */
const points = [
  "locked",
  "checked",
  ...["branched", "running", "judged", "finalized", "merged", "cleaned"].flatMap((phase) => [
    `${phase}:before`,
    `${phase}:after`,
  ]),
  "agent:started",
  "agent:ended",
  "swap:prepared",
  "swap:read-tree",
];

/** After these the agent has ended with evidence, so recovery must complete the spec. */
const finished = ["running:after", "agent:ended", "judged", "finalized", "merged", "cleaned", "swap"];

async function recoverTwice(repo: Scratch, id: string): Promise<string> {
  const first = await repo.chant("recover", "--yes");
  expect(first.code, first.stderr).toBe(0);
  const status = await expectSettled(repo, id);
  const before = [await repo.git("for-each-ref"), await repo.read(`.chant/specs/${id}.md`)];
  const second = await repo.json<{ data: { changed: boolean } }>("recover");
  expect(second.data.changed).toBe(false);
  expect([await repo.git("for-each-ref"), await repo.read(`.chant/specs/${id}.md`)]).toEqual(before);
  return status;
}

async function resumeToEnd(repo: Scratch, id: string): Promise<void> {
  const resumed = await repo.chant("resume", id, "--work");
  expect(resumed.code, resumed.stderr).toBe(0);
  expect(await expectSettled(repo, id)).toBe("completed");
}

for (const point of points) {
  test(`check 6: T1: T4: killed at ${point}, recover settles the run, and resume completes what is not done`, async () => {
    const repo = await scratch();
    const id = await repo.spec("Write the greeting");

    const killed = await repo.chantWith({ env: { CHANT_CRASH_AT: point } }, "work", id);
    expect(killed.code, "the process was not killed").toBe(-1);
    const work = await reachable(repo);
    const status = await recoverTwice(repo, id);

    const after = await reachable(repo);
    for (const commit of work) expect(after).toContain(commit);
    if (finished.some((name) => point.startsWith(name))) expect(status).toBe("completed");
    if (status !== "completed") await resumeToEnd(repo, id);
  });
}

test("T4: a merge cut off twice, the second time by its git, leaves the user's index alone and is completed later", async () => {
  const repo = await scratch();
  const id = await repo.spec("Write the greeting");
  await repo.chantWith({ env: { CHANT_CRASH_AT: "swap:read-tree" } }, "work", id);

  const path = await gitThatDiesAt(repo, "update-ref --stdin");
  const second = await repo.chantWith({ env: { PATH: path } }, "recover", "--yes");
  expect(second.code).toBe(4);
  expect(second.stderr).toContain("chant recover settles it");
  expect(second.stderr).not.toContain("completed after");

  expect(await recoverTwice(repo, id)).toBe("completed");
});

/** A PATH whose git is killed when it is called with these arguments. */
async function gitThatDiesAt(repo: Scratch, args: string): Promise<string> {
  const folder = join(repo.base, "bin");
  await mkdir(folder);
  const script = `#!/bin/sh\nPATH=\${PATH#*:}\n[ "$*" = "${args}" ] && kill -9 $$\nexec git "$@"\n`;
  await writeFile(join(folder, "git"), script);
  await chmod(join(folder, "git"), 0o755);
  return `${folder}:${repo.env["PATH"] ?? ""}`;
}

test("check 6: while an orphaned agent lives no second one starts; recover stops it and keeps its uncommitted work", async () => {
  const repo = await scratch();
  const go = join(repo.base, "go");
  await repo.agent(`wait-for:${go}`);
  const id = await repo.spec("Write the greeting");
  const run = repo.start({}, "work", id);
  await expect.poll(() => repo.read("../go.started").catch(() => undefined), { timeout: 60_000 }).toBeDefined();
  run.kill("SIGKILL");
  await run;

  expect((await survivors(repo)).length).toBeGreaterThan(0);
  const second = await repo.chant("work", id);
  expect(second.code).toBe(3);
  expect(second.stderr).toContain("STATE_LOCKED");
  expect(second.stderr).toContain("fix: chant recover");
  expect((await repo.chant("list")).stdout).toContain("attempt 1 was cut off: chant recover");

  expect(await recoverTwice(repo, id)).toBe("paused");
  const files = await repo.git("ls-tree", "-r", "--name-only", `chant/${id}`);
  expect(files).toContain("half-done.txt");
  await repo.agent("commit-spec-ticked");
  await resumeToEnd(repo, id);
});

test("check 6: killed at random moments, nothing is lost and resume completes it", async () => {
  const repo = await scratch({ agent: "commit-spec-ticked" });
  for (let round = 0; round < 6; round++) {
    const id = await repo.spec(`Write greeting ${round}`);
    const run = repo.start({}, "work", id, "--json");
    // The moment is a place in the stream of events, not a time: machines differ in speed.
    const after = 1 + Math.floor(Math.random() * 7);
    let lines = 0;
    run.stdout?.on("data", (chunk: Buffer) => {
      lines += chunk.toString().split("\n").length - 1;
      if (lines >= after) run.kill("SIGKILL");
    });
    await run;
    if ((await recoverTwice(repo, id)) !== "completed") await resumeToEnd(repo, id);
  }
});
