import { join } from "node:path";
import { expect, test } from "vitest";
import { busy, startWork, untilAtWork, withUserEdits } from "./at-work.ts";
import { expectNothingLeft, statusOf, survivors } from "./invariants.ts";
import type { Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";

interface Stopped {
  readonly data: {
    readonly state: string;
    readonly results: readonly { readonly spec_id: string; readonly outcome: string }[];
    readonly completed: number;
    readonly total: number;
    readonly handoff?: string;
  };
}

async function threeAtWork(repo: Scratch) {
  const ids = [await repo.spec("One"), await repo.spec("Two"), await repo.spec("Three")];
  return { ids, runs: await Promise.all(ids.map((id) => startWork(repo, id))) };
}

test("stop ends all runs at once, keeps their work, and says where things stand; resume --all brings each back once", async () => {
  const repo = await scratch();
  const done = await repo.spec("Done before");
  await repo.result("work", done);
  await repo.agentScript(...busy(repo));
  const expectUntouched = await withUserEdits(repo);
  const { ids, runs } = await threeAtWork(repo);

  const { data } = await repo.json<Stopped>("stop");

  expect(data).toMatchObject({ state: "stopped", completed: 1, total: 4 });
  expect(data.results.map((one) => [one.spec_id, one.outcome]).sort()).toEqual(ids.map((id) => [id, "paused"]));
  for (const { ended } of runs) expect(await ended).toMatchObject({ code: 4, outcome: "paused" });
  const note = await repo.read(".chant/HANDOFF.md");
  for (const id of ids) {
    expect(await statusOf(repo, id)).toBe("paused");
    expect(await repo.git("show", `chant/${id}:half-${id}.txt`)).toBe(`half of ${id}\n`);
    expect(note).toContain(`- branch: chant/${id}\n`);
  }
  expect(note).toContain("- open: It works\n");
  expect(note).toContain("chant resume --all");
  expect(await survivors(repo)).toEqual([]);

  expect((await repo.json<Stopped>("stop")).data).toMatchObject({ state: "already_stopped", results: [] });

  const back = await repo.json<Stopped>("resume", "--all");
  expect(back.data.results.map((one) => [one.spec_id, one.outcome])).toEqual(ids.map((id) => [id, "pending"]));
  expect((await repo.json<Stopped>("resume", "--all")).data.results).toEqual([]);
  expect((await repo.json<Stopped>("stop")).data.state).toBe("nothing_to_stop");
  await expectUntouched();
});

test("resume --all --work starts each stopped spec once, in its own worktree, and all are completed", async () => {
  const repo = await scratch();
  await repo.agentScript(...busy(repo));
  const { ids, runs } = await threeAtWork(repo);
  await repo.json("stop");
  await Promise.all(runs.map(({ ended }) => ended));
  const log = join(repo.base, "starts");
  await repo.agentScript(
    `echo "$CHANT_SPEC_ID $CHANT_ATTEMPT" >> '${log}'`,
    "tick",
    "change",
    "git add -A",
    "commit work",
  );
  const { data } = await repo.json<Stopped>("resume", "--all", "--work");
  expect(data.results.map((one) => one.outcome)).toEqual(["completed", "completed", "completed"]);
  expect((await repo.read("../starts")).trim().split("\n").sort()).toEqual(ids.map((id) => `${id} 2`));
  for (const id of ids) expect(await repo.read(`half-${id}.txt`)).toBe(`half of ${id}\n`);
  await expectNothingLeft(repo);
});

test("P8: stop settles a run whose chant process was killed, and a second stop meanwhile does no harm", async () => {
  const repo = await scratch();
  await repo.agentScript("trap '' TERM", ...busy(repo));
  await repo.configure("agent", "grace_ms: 500");
  const { ids, runs } = await threeAtWork(repo);
  runs[0]?.kill("SIGKILL");
  await runs[0]?.ended;
  const both = await Promise.all([repo.json<Stopped>("stop"), repo.json<Stopped>("stop")]);
  for (const { data } of both) expect(["stopped", "already_stopped"]).toContain(data.state);
  for (const id of ids) expect(await expectSettledAs(repo, id)).toBe("paused");
  expect(await survivors(repo)).toEqual([]);
  expect((await repo.json<Stopped>("resume", "--all")).data.results).toHaveLength(3);
});

async function expectSettledAs(repo: Scratch, id: string): Promise<string | undefined> {
  expect(await repo.git("show", `chant/${id}:half-${id}.txt`)).toBe(`half of ${id}\n`);
  return statusOf(repo, id);
}

test("a chain of another process ends by itself when everything is stopped, and starts nothing more", async () => {
  const repo = await scratch();
  await repo.agentScript(...busy(repo));
  const [first, second] = [await repo.spec("One"), await repo.spec("Two")];
  const chain = repo.start({}, "work", "--chain", first, second, "--keep-going", "--json");
  await untilAtWork(repo, first);
  await repo.json("stop");
  const { exitCode, stdout } = await chain;
  expect(exitCode, String(stdout)).toBe(4);
  expect(await statusOf(repo, first)).toBe("paused");
  expect(await statusOf(repo, second)).toBe("pending");
  await expectNobodyGoesOn(repo);
});

async function expectNobodyGoesOn(repo: Scratch): Promise<void> {
  expect(await survivors(repo)).toEqual([]);
  expect(await repo.worktrees()).toHaveLength(1);
}
