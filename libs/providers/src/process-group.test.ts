import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { testDir } from "@chant/test-kit";
import { expect, onTestFinished, test, vi } from "vitest";
import { groupMembers, stopGroup } from "./process-group.ts";
import { processState, readStartTime } from "./process.ts";
import { launchAgent } from "./run-process.ts";

const env = { PATH: process.env["PATH"] ?? "" };
const patiently = { timeout: 60_000, interval: 5 };
const long = 60_000;

/** Starts a script as an agent and waits for the lines that it prints when it is ready: pids. */
async function start(script: string, lines = 1) {
  const { path } = await testDir({}, onTestFinished);
  const directory = join(path, "run");
  await mkdir(directory);
  const agent = await launchAgent({ program: "/bin/sh", args: ["-c", script], cwd: path, env, directory });
  onTestFinished(async () => void (await stopGroup(agent.identity, { grace_ms: 0 })));
  const printed = async () => (await readFile(join(directory, "stdout"), "utf8")).split("\n").slice(0, -1);
  await vi.waitFor(async () => expect(await printed()).toHaveLength(lines), patiently);
  return { ...agent, pids: (await printed()).map(Number) };
}

const allGone = async (pids: readonly number[]) =>
  (await Promise.all(pids.map((pid) => readStartTime(pid)))).every((started) => started === undefined);

test("a group has the agent, its wrapper and its children", async () => {
  const { identity, pids } = await start("echo $$; sleep 600 & echo $!; wait", 2);
  expect((await groupMembers(identity)).sort()).toEqual([identity.pid, ...pids].sort());
});

test("an agent that ends when asked to is stopped with its exit code kept", async () => {
  const { identity, exited, pids } = await start(
    "trap 'kill $child; exit 7' TERM; sleep 600 & child=$!; echo $$; echo $child; wait",
    2,
  );
  expect(await stopGroup(identity, { grace_ms: long })).toBe("stopped");
  expect(await exited).toEqual({ code: 7 });
  expect(await allGone(pids)).toBe(true);
});

test("an agent without a trap is ended by the signal", async () => {
  const { identity, exited } = await start("echo $$; exec sleep 600");
  expect(await stopGroup(identity, { grace_ms: long })).toBe("stopped");
  expect(await exited).toEqual({ code: 143 });
});

test("P6: children that ignore the request are killed", async () => {
  const stubborn = "trap '' TERM INT HUP; sleep 600 & echo $!; sh -c 'echo $$; while :; do sleep 1; done' & wait";
  const { identity, exited, pids } = await start(stubborn, 2);
  expect(await stopGroup(identity, { grace_ms: 50 })).toBe("stopped");
  expect(await groupMembers(identity)).toEqual([]);
  expect(await allGone([identity.pid, ...pids])).toBe(true);
  expect(await exited).toEqual({ code: undefined });
});

test("a held agent is stopped too", async () => {
  const { identity, pids } = await start("echo $$; exec sleep 600");
  process.kill(pids[0] as number, "SIGSTOP");
  expect(await stopGroup(identity, { grace_ms: long })).toBe("stopped");
  expect(await allGone(pids)).toBe(true);
});

test("children that outlive their agent are its group still, and are stopped", async () => {
  const { identity, exited, pids } = await start("sleep 600 & echo $!");
  expect(await exited).toEqual({ code: 0 });
  expect(await processState(identity)).toBe("gone");
  expect(await groupMembers(identity)).toEqual(pids);
  expect(await stopGroup(identity, { grace_ms: long })).toBe("stopped");
  expect(await allGone(pids)).toBe(true);
});

test("a group that has ended is gone", async () => {
  const { identity, exited } = await start("echo $$");
  await exited;
  await vi.waitFor(async () => expect(await groupMembers(identity)).toEqual([]), patiently);
  expect(await stopGroup(identity, { grace_ms: long })).toBe("gone");
});

test.each(["of another time", "of another start of the machine", "of another host"])(
  "a group number that belongs to a process %s is never signalled",
  async (kind) => {
    const { identity, pids } = await start("echo $$; exec sleep 600");
    const [ticks, boot] = identity.start_time.split("@");
    const others = {
      "of another time": { ...identity, start_time: `${Number(ticks) - 1}@${boot}` },
      "of another start of the machine": { ...identity, start_time: `${ticks}@another` },
      "of another host": { ...identity, host: "elsewhere.example" },
    };
    const other = others[kind as keyof typeof others];
    expect(await groupMembers(other)).toEqual([]);
    expect(await stopGroup(other, { grace_ms: 0 })).toBe("gone");
    expect(await allGone(pids)).toBe(false);
  },
);

test("orphans of a recorded group from before a restart of the machine are not its members", async () => {
  const { identity, exited, pids } = await start("sleep 600 & echo $!");
  await exited;
  const [ticks] = identity.start_time.split("@");
  expect(await stopGroup({ ...identity, start_time: `${ticks}@another` }, { grace_ms: 0 })).toBe("gone");
  expect(await allGone(pids)).toBe(false);
});

test.each([0, 1, -1, NaN])("the number %s is never signalled as a group", async (pid) => {
  const { identity } = await start("echo $$; exec sleep 600");
  expect(await stopGroup({ ...identity, pid }, { grace_ms: 0 })).toBe("gone");
});
