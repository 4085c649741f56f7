import { expect, test } from "vitest";
import { countLive, failsOn, notesStart, startedAgents, toDispatched, workAll } from "./dispatch.ts";
import { specId, writeSpec, writeSpecs } from "./hazard-specs.ts";
import { expectNobodyAtIt, expectNothingLeft, statusOf, survivors } from "./invariants.ts";
import type { Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

const [one, two, three, four] = [1, 2, 3, 4].map(specId) as [string, string, string, string];

test("check 8: a chain stops at the first failure, and with --keep-going goes on with what does not depend on it", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 3);
  await writeSpec(repo, 4, [`depends_on: [${two}]`]);
  await repo.agentScript(...failsOn(repo, two));

  const stopped = await workAll(repo, "--chain");

  expect(stopped).toMatchObject({ code: 4, summary: { completed: 1, failed: 1, stopped: "failure", ready: [three] } });
  expect(await startedAgents(repo)).toEqual([one, two]);
  expect(await statusOf(repo, three)).toBe("pending");
  expect(await repo.git("status", "--porcelain")).toBe("");
  await expectNobodyAtIt(repo);

  const again = await workAll(repo, "--chain", "--keep-going", "--retry-failed");
  expect(again).toMatchObject({ code: 4, summary: { completed: 1, failed: 1 } });
  expect(again.summary.blocked.map(({ spec_id }) => spec_id)).toEqual([four]);
  expect(await startedAgents(repo)).toEqual([one, two, two, three]);
  expect(await statusOf(repo, three)).toBe("completed");
});

test("C1, C11: a failing spec is attempted once, a later chain leaves it out and says so", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 3);
  await repo.agentScript(...failsOn(repo, one));

  const { code, summary } = await workAll(repo, "--chain", "--keep-going");
  expect([code, summary.completed, summary.failed]).toEqual([4, 2, 1]);
  expect(await startedAgents(repo)).toEqual([one, two, three]);

  const again = await workAll(repo, "--chain");
  expect(again).toMatchObject({ code: 0, results: [], summary: { started: 0 } });
  expect(again.summary.blocked).toMatchObject([{ spec_id: one, reason: "failed" }]);
  expect(await startedAgents(repo)).toHaveLength(3);
});

test("of a chain at most one spec is ever in progress, whoever looks", async () => {
  const repo = await scratch({ agent: "slow:0.15" });
  await writeSpecs(repo, 5);
  const run = repo.start({}, "work", "--chain", "--json");
  let over = false;
  const ended = run.finally(() => (over = true));
  const seen: number[] = [];
  const records: number[] = [];
  while (!over) {
    records.push(await countLive(repo));
    const { data } = await repo.json<{ data: { specs: { status: string }[] } }>("list", "--all");
    seen.push(data.specs.filter(({ status }) => status === "in_progress").length);
  }
  expect((await ended).exitCode).toBe(0);
  expect(Math.max(...seen)).toBe(1);
  expect(Math.max(...records)).toBe(1);
  await expectNothingLeft(repo);
});

test("C6: T12: a chain begins with the specs it is given, goes on with what they free, and leaves all others alone", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 2);
  await writeSpec(repo, 3, [`depends_on: [${two}]`]);
  await writeSpec(repo, 4, [`depends_on: [${one}]`]);
  await repo.agentScript(...failsOn(repo));

  const { code, summary, results } = await workAll(repo, two, "--chain");

  expect(results.map(({ spec_id }) => spec_id)).toEqual([two, three]);
  expect([code, summary.selected, summary.stopped]).toEqual([0, [two], undefined]);
  expect(await statusOf(repo, one)).toBe("pending");
  expect(await statusOf(repo, four)).toBe("pending");
});

test("a chain can be limited by completed specs, by started ones and by labels", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 2);
  await writeSpec(repo, 3, ["labels: [auth]"]);
  await writeSpec(repo, 4, ["labels: [api]"]);
  await repo.agentScript(...failsOn(repo, one));

  const labelled = await workAll(repo, "--chain", "--label", "auth", "--label", "api", "--chain-max", "1");
  expect(labelled).toMatchObject({ code: 0, summary: { completed: 1, stopped: "limit", ready: [four] } });
  const most = await workAll(repo, "--chain", "--max", "1", "--keep-going");
  expect(most).toMatchObject({ code: 4, summary: { started: 1, failed: 1, stopped: "limit", ready: [two, four] } });
  expect(await startedAgents(repo)).toEqual([three, one]);
});

test("what is not fit to be worked is left out with the reason, and the chain goes on", async () => {
  const repo = await scratch();
  await writeSpec(repo, 1, ["depends_on: [2026-01-01-001-zzz]"]);
  await writeSpec(repo, 2, ["prompt: ../none"]);
  await writeSpec(repo, 3);

  const { code, summary } = await workAll(repo, one, two, three, "--chain");

  expect([code, summary.completed]).toEqual([4, 1]);
  expect(summary.skipped.map(({ spec_id }) => spec_id).sort()).toEqual([one, two]);
  expect(await statusOf(repo, two)).toBe("pending");
  expect((await repo.chant("work", one, "--chain", "--label", "x")).code).toBe(4);
  expect((await repo.chant("work", "nonsense", three, "--chain")).stderr).toContain("INPUT_SPEC_NOT_FOUND");
});

test("several specs need a mode, and none at all needs somebody to ask", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 2);
  const both = await repo.chant("work", one, two);
  expect([both.code, both.stderr]).toEqual([
    2,
    expect.stringMatching(/--chain[^]*--parallel[^]*fix: chant work --chain/),
  ]);
  const none = await repo.chant("work");
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("INPUT_MISSING")]);
  expect((await repo.chant("work", "--chain", "--parallel")).stderr).toContain("INPUT_INVALID");
  expect((await repo.chant("work", "--parallel=none")).stderr).toContain("INPUT_INVALID");
});

async function writeGroup(repo: Scratch, body = ""): Promise<string> {
  const driver = specId(9);
  await repo.write(`.chant/specs/${driver}.md`, `---\ntype: driver\nstatus: pending\n---\n\n# Group\n${body}`);
  for (const number of [1, 2, 10]) {
    const text = `---\nstatus: pending\n---\n\n# Member ${number}\n\n## Acceptance Criteria\n\n- [ ] It works\n`;
    await repo.write(`.chant/specs/${driver}.${number}.md`, text);
  }
  await repo.git("add", "-A");
  await repo.git("commit", "-qm", "group");
  return driver;
}

for (const mode of ["--chain", "--parallel", ""]) {
  test(`C5: a driver stands for its members in their order and is completed by the last one (${mode || "no mode"})`, async () => {
    const repo = await scratch();
    const driver = await writeGroup(repo);
    await repo.configure("parallel", "stagger_delay_ms: 0", "stagger_jitter_ms: 0");
    await repo.agentScript(...failsOn(repo));

    const { code, summary } = await workAll(repo, driver, ...(mode === "" ? [] : [mode]));

    expect([code, summary.completed, summary.stopped]).toEqual([0, 4, undefined]);
    expect(await startedAgents(repo)).toEqual([1, 2, 10].map((number) => `${driver}.${number}`));
    expect(await statusOf(repo, driver)).toBe("completed");
    expect(await repo.git("log", "-1", "--format=%s%n%(trailers)", "main")).toBe(
      `chant: complete ${driver}\nChant-Spec: ${driver}\n\n`,
    );
    await expectNothingLeft(repo);
    const again = await workAll(repo, driver);
    expect(again).toMatchObject({ code: 0, results: [], summary: { started: 0 } });
  });
}

test("C3: a group whose first member fails ends there, with one agent start", async () => {
  const repo = await scratch();
  const driver = await writeGroup(repo);
  await repo.agentScript(...failsOn(repo, `${driver}.1`));
  const { code, summary } = await workAll(repo, driver, "--chain", "--keep-going");
  expect([code, summary.failed, summary.skipped.length]).toEqual([4, 1, 3]);
  expect(await startedAgents(repo)).toEqual([`${driver}.1`]);
  expect(await statusOf(repo, driver)).toBe("pending");
});

test("a driver with criteria of its own is worked after its members", async () => {
  const repo = await scratch();
  const driver = await writeGroup(repo, "\n## Acceptance Criteria\n\n- [ ] All fits together\n");
  await repo.agentScript(...failsOn(repo));
  expect(await workAll(repo, driver)).toMatchObject({ code: 0, summary: { started: 4, completed: 4 } });
  expect((await startedAgents(repo)).at(-1)).toBe(driver);
  await expectNothingLeft(repo);
});

const costs = (usd: number) => `echo '{"type":"usage","input_tokens":1,"output_tokens":1,"cost_usd":${usd}}'`;

test("a budget ends a chain, and stops the agent that would go over it", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 4);
  const hangs = `if [ "$CHANT_SPEC_ID" = '${three}' ]; then echo half > half.txt; while :; do sleep 0.05; done; fi`;
  await repo.agentScript(notesStart(repo), costs(0.5), hangs, "change", "tick", "git add -A", "commit work");

  const ended = await workAll(repo, "--chain", "--max-cost", "1");
  expect(ended).toMatchObject({ code: 0, summary: { completed: 2, stopped: "budget", cost: 1, ready: [three, four] } });

  const cut = await workAll(repo, "--chain", "--max-cost", "0.4");
  expect(cut).toMatchObject({ code: 4, summary: { paused: 1, stopped: "failure" } });
  expect(cut.results[0]).toMatchObject({ spec_id: three, outcome: "paused", reason: "budget" });
  expect(await repo.git("show", `chant/${three}:half.txt`)).toBe("half\n");
  await expectNobodyAtIt(repo);
});

test("what the config allows a day holds for every way of starting an agent", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 3);
  await repo.agentScript(notesStart(repo), costs(2), "change", "tick", "git add -A", "commit work");
  await repo.configure("costs", "daily_limit_usd: 3");
  const { code, summary } = await workAll(repo, "--chain");
  expect([code, summary.completed, summary.stopped, summary.ready]).toEqual([0, 2, "budget", [three]]);
  expect(await repo.result("work", three)).toMatchObject({ code: 3, error: "STATE_LIMIT_REACHED" });
  expect((await repo.chant("work", "--parallel")).stderr).toContain("STATE_LIMIT_REACHED");
  expect(await statusOf(repo, three)).toBe("pending");
});

test("the first interrupt pauses the running spec and starts no other one", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 3);
  await repo.agentScript(notesStart(repo), "echo half > half.txt", "while :; do sleep 0.05; done");
  const run = repo.start({}, "work", "--chain", "--json");
  await expect.poll(() => startedAgents(repo), { timeout: 60_000 }).toHaveLength(1);
  process.kill(run.pid as number, "SIGINT");
  const { exitCode, stdout, stderr } = await run;
  const ran = toDispatched({ code: exitCode ?? -1, stdout: String(stdout), stderr: String(stderr) });
  expect(ran).toMatchObject({
    code: 130,
    summary: { started: 1, paused: 1, stopped: "interrupted", ready: [two, three] },
  });
  expect(await repo.git("show", `chant/${one}:half.txt`)).toBe("half\n");
  await expectNobodyAtIt(repo);
});

test("chant stop ends the running spec of a chain and the chain with it", async () => {
  const repo = await scratch();
  await writeSpecs(repo, 2);
  await repo.agentScript(notesStart(repo), "while :; do sleep 0.05; done");
  const run = repo.start({}, "work", "--chain", "--keep-going", "--json");
  await expect.poll(() => startedAgents(repo), { timeout: 60_000 }).toHaveLength(1);
  expect((await repo.chant("stop", "--yes")).code).toBe(0);
  const { exitCode, stdout, stderr } = await run;
  const ran = toDispatched({ code: exitCode ?? -1, stdout: String(stdout), stderr: String(stderr) });
  expect(ran).toMatchObject({ code: 4, summary: { started: 1, stopped: "stopped" } });
  expect(await startedAgents(repo)).toEqual([one]);
  expect([await countLive(repo), await survivors(repo)]).toEqual([0, []]);
});
