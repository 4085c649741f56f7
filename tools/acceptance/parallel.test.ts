import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { countLive, failsOn, notesStart, startedAgents, toDispatched, workAll } from "./dispatch.ts";
import { specId, writeSpec, writeSpecs } from "./hazard-specs.ts";
import { expectNobodyAtIt, expectNothingLeft, statusOf, survivors } from "./invariants.ts";
import type { Scratch } from "./create-scratch.ts";
import { scratch, type ScratchOptions } from "./scratch.ts";

const [one, two, three, four, five] = [1, 2, 3, 4, 5].map(specId) as [string, string, string, string, string];

/** A repository whose agents start without waiting for each other. */
async function unstaggered(options: ScratchOptions = {}): Promise<Scratch> {
  const repo = await scratch(options);
  await repo.configure("parallel", "stagger_delay_ms: 0", "stagger_jitter_ms: 0");
  return repo;
}

test("check 9: five specs on two places run in dependency order, and a conflict needs attention while others land", async () => {
  const repo = await unstaggered();
  await writeSpecs(repo, 4);
  await writeSpec(repo, 5, [`depends_on: [${one}]`]);
  const both = [two, three].map((id) => `[ "$CHANT_SPEC_ID" = '${id}' ]`).join(" || ");
  await repo.agentScript(
    notesStart(repo),
    // Both have branched before one of them is merged.
    `if ${both}; then echo "$CHANT_SPEC_ID" > same.txt; while [ $(wc -l < '${join(repo.base, "started")}') -lt 3 ]; do sleep 0.05; done; fi`,
    ...["change", "tick", "git add -A", "commit work"],
  );

  const { code, summary, results } = await workAll(repo, "--parallel=2");

  expect([code, summary.started, summary.completed, summary.needs_attention]).toEqual([5, 5, 4, 1]);
  const open = results.filter(({ outcome }) => outcome !== "completed");
  expect(open).toMatchObject([{ reason: "merge_conflict", merged: false, files: ["same.txt"] }]);
  expect(summary.pitfalls.map(({ kind }) => kind)).toEqual(["merge_conflict", "partial_failure", "kept_worktree"]);
  const order = await startedAgents(repo);
  expect(order.indexOf(five)).toBeGreaterThan(order.indexOf(one));
  expect(await repo.worktrees()).toEqual([open[0]?.worktree]);
  expect(await repo.git("status", "--porcelain")).toBe("");
  await expectNobodyAtIt(repo);
});

test("C5, C10: many specs on eight places all complete in dependency order, each merged once, the user's edits untouched", async () => {
  const repo = await unstaggered();
  const count = 16;
  for (let number = 1; number <= count; number++) {
    const header = number % 4 === 0 ? `depends_on: [${specId(number - 1)}]` : "labels: [one]";
    const text = `---\nstatus: pending\n${header}\n---\n\n# Spec ${number}\n\n## Acceptance Criteria\n\n- [ ] It works\n`;
    await repo.write(`.chant/specs/${specId(number)}.md`, text);
  }
  await repo.git("add", "-A");
  await repo.git("commit", "-qm", "specs");
  await repo.agentScript(notesStart(repo), "sleep 0.2", "change", "tick", "git add -A", "commit work");
  await repo.write("staged.txt", "staged\n");
  await repo.git("add", "staged.txt");
  await repo.write("README.md", "# Edited, not staged\n");
  await repo.write("untracked.txt", "untracked\n");
  const edits = async () => [
    await repo.git("status", "--porcelain"),
    await repo.git("diff", "--cached"),
    await repo.git("diff"),
    await repo.read("untracked.txt"),
  ];
  const before = await edits();
  const start = (await repo.git("rev-parse", "main")).trim();

  const { code, summary, results } = await workAll(repo, "--parallel=8");

  expect([code, summary.completed, summary.skipped, summary.ready]).toEqual([0, count, [], []]);
  expect(new Set(results.map(({ spec_id }) => spec_id)).size).toBe(count);
  expect(await edits()).toEqual(before);
  const log = await repo.git("log", "--format=%s", `${start}..main`);
  for (let number = 1; number <= count; number++) {
    expect(log.split("\n").filter((line) => line === `chant(${specId(number)}): work`)).toHaveLength(1);
  }
  const order = await startedAgents(repo);
  for (let number = 4; number <= count; number += 4)
    expect(order.indexOf(specId(number))).toBeGreaterThan(order.indexOf(specId(number - 1)));
  await expectForwardOnly(repo, start);
  expect(await repo.worktrees()).toEqual([]);
  expect(await repo.git("for-each-ref", "--format=%(refname)", "refs/heads")).toBe("refs/heads/main\n");
  await expectNobodyAtIt(repo);
});

/** Every value that the branch had is an ancestor of the next one. */
async function expectForwardOnly(repo: Scratch, start: string): Promise<void> {
  const values = (await repo.git("log", "-g", "--format=%H", "main")).trim().split("\n").reverse();
  const since = values.slice(values.indexOf(start));
  for (const [at, value] of since.entries()) {
    if (at > 0) await repo.git("merge-base", "--is-ancestor", since[at - 1] as string, value);
  }
}

test("C4: only the specs that are given run, and a spec that is not fit to be worked is told with the reason", async () => {
  const repo = await unstaggered();
  await writeSpecs(repo, 4);
  await writeSpec(repo, 5, [`depends_on: [${four}]`]);
  await repo.agentScript(...failsOn(repo));
  const { code, summary } = await workAll(repo, one, five, "--parallel", "2");
  expect([code, summary.selected]).toEqual([4, [one, five]]);
  expect(summary.skipped).toMatchObject([{ spec_id: five, reason: "blocked" }]);
  expect(await startedAgents(repo)).toEqual([one]);
  for (const id of [two, three, four]) expect(await statusOf(repo, id)).toBe("pending");
});

test("C9: specs that name the same target file are not worked at the same time", async () => {
  const repo = await unstaggered();
  await writeSpec(repo, 1, ["target_files: [src/a.txt]"]);
  await writeSpec(repo, 2, ["target_files: [./src/]"]);
  await repo.agentScript(
    notesStart(repo),
    `mkdir '${join(repo.base, "alone")}' || exit 7`,
    'mkdir -p src; echo "$CHANT_SPEC_ID" > src/a.txt; sleep 0.3; tick; git add -A; commit work',
    `rmdir '${join(repo.base, "alone")}'`,
  );
  expect(await workAll(repo, "--parallel=4")).toMatchObject({ code: 0, summary: { completed: 2 } });
  await expectNothingLeft(repo);
});

test("C10: each agent works as many specs as it may, with its own program, and all that are ready run", async () => {
  const repo = await unstaggered();
  await writeSpecs(repo, 6);
  const folder = join(repo.base, "bin");
  await mkdir(folder);
  const script = (name: string) =>
    `#!/bin/sh\necho ${name} >> '${repo.base}/who'\nsleep 0.3\n. /dev/stdin <<'END'\nEND\n` +
    `echo x > "$CHANT_SPEC_ID.txt"; sed -i 's/\\[ \\]/[x]/' "$CHANT_SPEC_FILE"; git add -A; git commit -qm work\n`;
  for (const name of ["alpha", "beta"]) await writeFile(join(folder, name), script(name), { mode: 0o755 });
  const agents = ["alpha", "beta"].map(
    (name, at) => `- {name: ${name}, command: "${folder}/${name}", max_concurrent: ${at + 1}}`,
  );
  await repo.configure("parallel", "agents:", ...agents.map((line) => `  ${line}`));

  const { code, summary } = await workAll(repo, "--parallel");

  expect([code, summary.completed]).toEqual([0, 6]);
  expect(summary.agents.reduce((sum, { started }) => sum + started, 0)).toBe(6);
  const who = (await repo.read("../who")).trim().split("\n");
  for (const { name, started } of summary.agents) expect(who.filter((one) => one === name)).toHaveLength(started);
  expect(summary.agents.map(({ name }) => name).sort()).toEqual(["alpha", "beta"]);
  await expectNothingLeft(repo);
});

test("C8: agents take turns in every mode, and processes that ask at the same time each get another turn", async () => {
  const repo = await unstaggered();
  await writeSpecs(repo, 4);
  await repo.configure("defaults", "rotation_strategy: round_robin");
  const command = (await repo.read(".chant/config.md")).match(/command: (.*)/)?.[1] ?? "";
  const agents = ["a", "b", "c"].map((name) => `  - {name: ${name}, command: "${command.replaceAll('"', "")}"}`);
  await repo.configure("parallel", "agents:", ...agents);
  const ran = await Promise.all([one, two, three].map((id) => repo.result("work", id)));
  expect(ran.map(({ agent }) => agent).sort()).toEqual(["a", "b", "c"]);
  expect(await repo.result("work", four)).toMatchObject({ outcome: "completed", agent: "a" });
});

test("the first interrupt pauses all that run and starts no other one", async () => {
  const repo = await unstaggered();
  await writeSpecs(repo, 4);
  await repo.agentScript(notesStart(repo), "echo half > half.txt", "while :; do sleep 0.05; done");
  const run = repo.start({}, "work", "--parallel=2", "--json");
  await expect.poll(() => startedAgents(repo), { timeout: 60_000 }).toHaveLength(2);
  process.kill(run.pid as number, "SIGINT");
  const { exitCode, stdout, stderr } = await run;
  const ran = toDispatched({ code: exitCode ?? -1, stdout: String(stdout), stderr: String(stderr) });
  expect(ran).toMatchObject({
    code: 130,
    summary: { started: 2, paused: 2, stopped: "interrupted", ready: [three, four] },
  });
  for (const id of [one, two]) expect(await repo.git("show", `chant/${id}:half.txt`)).toBe("half\n");
  expect([await countLive(repo), await survivors(repo)]).toEqual([0, []]);
});

test("C7: what fails ends like what succeeds: nothing is left but its branch and worktree", async () => {
  const repo = await unstaggered();
  await writeSpecs(repo, 3);
  await repo.agentScript(...failsOn(repo, two));
  const { code, summary } = await workAll(repo, "--parallel=3");
  expect([code, summary.completed, summary.failed]).toEqual([4, 2, 1]);
  expect(summary.pitfalls.map(({ kind }) => kind)).toEqual(["agent_error", "partial_failure", "kept_worktree"]);
  expect(await repo.git("status", "--porcelain")).toBe("");
  expect(await repo.git("symbolic-ref", "HEAD")).toBe("refs/heads/main\n");
  expect(await repo.git("show", `chant/${two}:half.txt`)).toBe("half\n");
  await expectNobodyAtIt(repo);
});

const scenarios = ["commit-spec-ticked", "commit-then-exit-1", "no-commit", "leave-one-open", "dirty", "print-env"];

test.each(scenarios)(
  "C2: an agent that does %s ends the same in every mode, with the same environment",
  async (mode) => {
    const repo = await unstaggered({ agent: mode });
    await writeSpecs(repo, 3);
    const ends: unknown[] = [];
    for (const [id, how] of [
      [one, []],
      [two, ["--chain"]],
      [three, ["--parallel=2"]],
    ] as const) {
      const before = (await repo.worktrees()).length;
      await repo.chant("work", id, ...how);
      const log = await repo.read(`.chant/logs/${id}/1.log`);
      const names = [...log.matchAll(/(?:^|\] )([A-Z][A-Z_]+)=/gm)].map((match) => match[1]);
      const kept = (await repo.worktrees()).length - before;
      const fields = (await repo.read(`.chant/specs/${id}.md`)).match(/^\w+:/gm);
      ends.push([await statusOf(repo, id), kept, names, fields, await repo.git("status", "--porcelain")]);
    }
    expect(ends[1]).toEqual(ends[0]);
    expect(ends[2]).toEqual(ends[0]);
  },
);
