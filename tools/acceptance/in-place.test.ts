import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Scratch, SpecResult } from "./create-scratch.ts";
import { failsOn, startedAgents, workAll } from "./dispatch.ts";
import { specId, writeSpecs } from "./hazard-specs.ts";
import { expectNobodyAtIt, expectNothingLeft, reachable, stateOf, statusOf } from "./invariants.ts";
import { endSurvivors, killSurvivors, saysStarted, untilStarted } from "./meanwhile.ts";
import { scratch } from "./scratch.ts";

const [one, two] = [1, 2].map(specId) as [string, string];

test("in place an agent works in the checkout, on its branch, and nothing is left but its commits", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 2);
  await repo.agentScript("pwd > ../where", 'echo "${CHANT_WORKTREE-none}" >> ../where', ...failsOn(repo));

  expect(await repo.result("work", one, "--in-place")).toMatchObject({ code: 0, outcome: "completed", merged: true });

  expect(await repo.read("../where")).toBe(`${repo.root}\nnone\n`);
  expect(await repo.read(`work-${one}.txt`)).toContain(one);
  expect(await statusOf(repo, one)).toBe("completed");
  expect(await repo.git("log", "-2", "--format=%s")).toBe(`chant: finalize ${one}\nchant(${one}): work\n`);
  await expectNothingLeft(repo);
  expect(await workAll(repo, "--chain", "--in-place")).toMatchObject({ code: 0, summary: { completed: 1 } });
  await expectNothingLeft(repo);
});

test.each([
  ["an edit", (name: string) => [`README.md`, `# ${name}\n`]],
  ["a new file", (name: string) => [`${name}.txt`, "mine\n"]],
] as const)("in place nothing starts where %s of the user's would be mixed in", async (_, change) => {
  const repo = await scratch();
  await writeSpecs(repo, 1);
  const [path, text] = change("mine") as [string, string];
  await repo.write(path, text);
  const before = await stateOf(repo);
  expect(await repo.result("work", one, "--in-place")).toMatchObject({ code: 3, error: "STATE_CHECKOUT_DIRTY" });
  expect(await stateOf(repo)).toEqual(before);
  expect((await repo.chant("work", "--parallel", "--in-place")).stderr).toContain("INPUT_INVALID");
});

test("what a failing agent leaves in place is nobody's to commit or to remove, and the branch stays", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 2);
  await repo.agentScript("git commit -q --allow-empty -m part", ...failsOn(repo, one));
  expect(await repo.result("work", one, "--in-place")).toMatchObject({ code: 4, outcome: "failed" });
  expect(await statusOf(repo, one)).toBe("failed");
  expect(await repo.git("status", "--porcelain")).toBe("?? half.txt\n");
  const commits = await reachable(repo);
  expect((await repo.chant("reset", one, "--yes")).code).toBe(0);
  expect(await repo.git("symbolic-ref", "HEAD")).toBe("refs/heads/main\n");
  expect(await repo.read("half.txt")).toBe("half\n");
  for (const commit of commits) expect(await reachable(repo)).toContain(commit);
  expect(await repo.result("work", two)).toMatchObject({ code: 0, outcome: "completed" });
  expect(await startedAgents(repo)).toEqual([one, two]);
  expect(await repo.git("status", "--porcelain")).toBe("?? half.txt\n");
});

test("in place recover settles what died and leaves everything where it is", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 1);
  await repo.agentScript("echo half > half.txt", "exit 1");
  const ran = await repo.chantWith({ env: { CHANT_CRASH_AT: "running:after" } }, "work", one, "--in-place");
  expect(ran.code).not.toBe(0);
  const recovered = await repo.chant("recover", "--yes");
  expect(recovered.code, recovered.stdout).toBe(0);
  expect(await statusOf(repo, one)).toBe("failed");
  expect(await repo.git("status", "--porcelain")).toBe("?? half.txt\n");
  expect(await repo.git("symbolic-ref", "HEAD")).toBe("refs/heads/main\n");
});

/** Starts two specs in place at the same instant and lets the one agent that there is go on; gives how both ended. */
async function bothAtOnce(repo: Scratch, ids: readonly string[]): Promise<SpecResult[]> {
  const [started, go] = ["go.started", "go"].map((name) => join(repo.base, name)) as [string, string];
  await Promise.all([started, go].map((path) => rm(path, { force: true })));
  await repo.agentScript(saysStarted(repo), `while [ ! -e '${go}' ]; do sleep 0.02; done`, ...failsOn(repo));
  const runs = ids.map((id) => repo.result("work", id, "--in-place"));
  await Promise.all([untilStarted(repo), Promise.race(runs)]);
  await writeFile(go, "");
  return Promise.all(runs);
}

test("P1: of two runs in place that start at the same instant one works, and the other is refused before anything is written", async () => {
  const repo = await scratch();
  endSurvivors(repo);
  await writeSpecs(repo, 6);
  for (let round = 0; round < 3; round++) {
    const ids = [2 * round + 1, 2 * round + 2].map(specId);
    const ended = await bothAtOnce(repo, ids);
    expect(ended.map(({ code }) => code).sort()).toEqual([0, 3]);
    expect(ended.find(({ code }) => code === 3)).toMatchObject({ error: "STATE_LOCKED" });
    const refused = ids[ended.findIndex(({ code }) => code === 3)] as string;
    expect(await statusOf(repo, refused)).toBe("pending");
    expect(await repo.read(`.chant/logs/${refused}/1.json`).catch(() => "none")).toBe("none");
    await expectNothingLeft(repo);
  }
});

test("a run that died before it was recorded keeps nobody from working in place", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 2);
  await repo.chantWith({ env: { CHANT_CRASH_AT: "locked" } }, "work", one, "--in-place");
  expect(await repo.result("work", two, "--in-place")).toMatchObject({ code: 0, outcome: "completed" });
  expect(await repo.result("work", one, "--in-place")).toMatchObject({ code: 0, outcome: "completed" });
  await expectNothingLeft(repo);
});

test("while an agent whose chant died works in the checkout nobody else does, nor before its run is settled", async () => {
  const repo = await scratch();
  endSurvivors(repo);
  await writeSpecs(repo, 2);
  await repo.agentScript(saysStarted(repo), "while :; do sleep 0.05; done");
  const run = repo.start({}, "work", one, "--in-place");
  await untilStarted(repo);
  const busy = await repo.chant("work", two, "--in-place");
  expect([busy.code, busy.stderr]).toEqual([
    3,
    expect.stringContaining(`${one} is worked on in this checkout already`),
  ]);
  expect(busy.stderr).toContain(`fix: chant log ${one}`);
  run.kill("SIGKILL");
  await run;
  const orphaned = await repo.chant("work", two, "--in-place");
  expect([orphaned.code, orphaned.stderr]).toEqual([3, expect.stringContaining("an agent whose chant process")]);
  await killSurvivors(repo);
  expect(await repo.result("work", two, "--in-place")).toMatchObject({ code: 3, error: "STATE_RUN_UNFINISHED" });
  await repo.agent("commit-spec-ticked");
  expect((await repo.chant("recover", "--yes")).code).toBe(0);
  expect(await statusOf(repo, one)).toBe("paused");
  expect(await repo.result("work", two, "--in-place")).toMatchObject({ code: 0, outcome: "completed" });
  await expectNothingLeft(repo);
});

test("a run in place whose record cannot be read is settled in the checkout, where everything stays", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 1);
  await repo.agentScript("git commit -q --allow-empty -m part", "echo half > half.txt", "exit 1");
  await repo.chantWith({ env: { CHANT_CRASH_AT: "agent:ended" } }, "work", one, "--in-place");
  await repo.write(`.chant/processes/${one}-1.json`, "");
  expect((await repo.chant("recover", "--yes")).code).toBe(0);
  expect(await statusOf(repo, one)).toBe("paused");
  expect(await repo.git("status", "--porcelain")).toBe("?? half.txt\n");
  expect(await repo.worktrees()).toEqual([]);
  await expectNobodyAtIt(repo);
});
