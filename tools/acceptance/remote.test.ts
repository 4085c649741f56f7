import { join } from "node:path";
import { expect, test } from "vitest";
import { createScratch, type Scratch } from "./create-scratch.ts";
import { expectNothingLeft, reachable, statusOf } from "./invariants.ts";
import { head } from "./merging.ts";
import { scratch } from "./scratch.ts";

interface Machines {
  readonly one: Scratch;
  readonly other: Scratch;
  readonly id: string;
  /** The branches of the remote. */
  branches(): Promise<string>;
}

/** Two clones of one remote, of which either pushes what it does, and a spec that both have. */
async function machines(): Promise<Machines> {
  const one = await scratch();
  await one.configure("git", "push: {timeout_s: 20}");
  const id = await one.spec("Write the greeting");
  const remote = join(one.base, "remote.git");
  await one.git("clone", "-q", "--bare", one.root, remote);
  await one.git("remote", "add", "origin", remote);
  const base = join(one.base, "other machine");
  const other = await createScratch(base, join(base, "repo"));
  await one.git("clone", "-q", remote, other.root);
  await other.chant("config", "trust");
  const branches = async () => one.git("ls-remote", "--heads", "--refs", remote);
  return { one, other, id, branches };
}

async function remoteTip(machine: Machines, branch: string): Promise<string | undefined> {
  return new RegExp(`^(\\w+)\\trefs/heads/${branch}$`, "m").exec(await machine.branches())?.[1];
}

test("what is merged is pushed, and nothing else of a finished run stays on the remote", async () => {
  const both = await machines();
  const { one, id } = both;
  expect(await one.result("work", id)).toMatchObject({ code: 0, merged: true });
  expect(await both.branches()).toBe(`${await head(one)}\trefs/heads/main\n`);
  await expectNothingLeft(one);
});

test("a spec is worked by one machine only: its branch on the remote is the claim", async () => {
  const both = await machines();
  const { one, other, id } = both;
  await one.agentScript(
    `while [ ! -e '${one.base}/go' ]; do sleep 0.05; done`,
    "change; tick; git add -A; commit work",
  );
  const run = one.start({}, "work", id, "--json");
  await expect.poll(() => remoteTip(both, `chant/${id}`), { timeout: 60_000 }).toBeDefined();

  expect(await other.result("work", id)).toMatchObject({ code: 3, error: "STATE_LOCKED" });
  expect(await statusOf(other, id)).toBe("pending");
  await expectNothingLeft(other);
  expect(await remoteTip(both, `chant/${id}`)).toBeDefined();

  await one.write("../go", "");
  expect((await run).exitCode).toBe(0);
  expect(await other.result("work", id)).toMatchObject({ code: 3, error: "STATE_ALREADY_COMPLETE" });
  expect(await both.branches()).toBe(`${await head(one)}\trefs/heads/main\n`);
});

test("at the same instant one machine gets it, and the other one is as it was", async () => {
  const both = await machines();
  const { one, other, id } = both;
  const results = await Promise.all([one, other].map((machine) => machine.result("work", id)));
  expect(results.filter(({ code }) => code === 0)).toHaveLength(1);
  expect(results.filter(({ error }) => /^STATE_(LOCKED|ALREADY_COMPLETE)$/.test(error ?? ""))).toHaveLength(1);
  const winner = results[0]?.code === 0 ? one : other;
  expect(await both.branches()).toBe(`${await head(winner)}\trefs/heads/main\n`);
});

test("machines that merge into one branch take in what the others pushed, and nothing is lost", async () => {
  const both = await machines();
  const { one, other, id } = both;
  const second = await other.spec("Write the answer");
  const commits = await reachable(other);
  expect(await one.result("work", id)).toMatchObject({ code: 0, merged: true });
  expect(await other.result("work", second)).toMatchObject({ code: 0, merged: true });
  expect(await remoteTip(both, "main")).toBe(await head(other));
  await other.git("merge-base", "--is-ancestor", await head(one), "main");
  const after = await reachable(other);
  for (const commit of commits) expect(after).toContain(commit);
  await expectNothingLeft(other);
});

test("a conflict with the remote is told, and the work stays claimed and merged here", async () => {
  const both = await machines();
  const { one, other, id } = both;
  await other.write(`work-${id}.txt`, "theirs\n");
  await other.git("add", "-A");
  await other.git("commit", "-qm", "theirs");
  await other.git("push", "-q", "origin", "main");
  const ran = await one.chant("work", id);
  expect([ran.code, ran.stderr]).toEqual([0, expect.stringContaining(`both changed work-${id}.txt`)]);
  expect(await remoteTip(both, "main")).toBe(await head(other));
  expect(await remoteTip(both, `chant/${id}`)).toBeDefined();
  expect(await statusOf(one, id)).toBe("completed");
});

test("unfinished work is pushed and stays claimed; continuing and discarding it are for the machine that has it", async () => {
  const both = await machines();
  const { one, other, id } = both;
  await one.agentScript("change; git add -A; commit half; exit 1");
  expect(await one.result("work", id)).toMatchObject({ code: 4, outcome: "failed" });
  expect(await remoteTip(both, `chant/${id}`)).toBe(await head(one, `chant/${id}`));
  expect(await other.result("work", id)).toMatchObject({ code: 3, error: "STATE_LOCKED" });
  expect((await one.chant("reset", id, "--yes")).code).toBe(0);
  expect(await remoteTip(both, `chant/${id}`)).toBeUndefined();
  await one.agentScript("change; git add -A; commit half; exit 1");
  await one.result("work", id);
  await one.agentScript("tick; git add -A; commit rest");
  expect(await one.result("resume", id, "--work")).toMatchObject({ code: 0, merged: true });
  expect(await both.branches()).toBe(`${await head(one)}\trefs/heads/main\n`);
});

test("a remote that cannot be reached keeps a run from starting, and undoes nothing that is done", async () => {
  const both = await machines();
  const { one, id } = both;
  await one.git("remote", "set-url", "origin", join(one.base, "gone.git"));
  expect(await one.result("work", id)).toMatchObject({ code: 5, error: "GIT_REMOTE" });
  expect(await statusOf(one, id)).toBe("pending");
  await expectNothingLeft(one);
});

test.each(["claim:asked", "publish:pushed"])(
  "T4: killed at %s, recover goes on, and the remote is as after any run",
  async (point) => {
    const both = await machines();
    const { one, id } = both;
    const killed = await one.chantWith({ env: { CHANT_CRASH_AT: point } }, "work", id);
    expect(killed.code, "the process was not killed").toBe(-1);
    expect([0, 4]).toContain((await one.chant("recover", "--yes")).code);
    if ((await statusOf(one, id)) !== "completed")
      expect(await one.result((await statusOf(one, id)) === "paused" ? "retry" : "work", id)).toMatchObject({
        code: 0,
      });
    expect(await both.branches()).toBe(`${await head(one)}\trefs/heads/main\n`);
    await expectNothingLeft(one);
  },
);
