import { spawn } from "node:child_process";
import { once } from "node:events";
import { hostname } from "node:os";
import { expect, onTestFinished, test, vi } from "vitest";
import { processTable } from "./process-table.ts";
import { isSignalable, ownIdentity, processState, readStartTime, type ProcessIdentity } from "./process.ts";

/** A process of the test's own, ended with it. */
async function start(program: string, ...args: string[]) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"] });
  const exited = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await exited;
  });
  await once(child, "spawn");
  return { child, exited, pid: child.pid as number };
}

async function identify(pid: number): Promise<ProcessIdentity> {
  return { pid, start_time: (await readStartTime(pid)) ?? "none", host: hostname() };
}

test("this process lives and knows itself", async () => {
  const own = await ownIdentity();
  expect(own).toEqual({ pid: process.pid, start_time: await readStartTime(process.pid), host: hostname() });
  expect(await processState(own)).toBe("alive");
});

test("a process is alive until it ends, and gone then", async () => {
  const { child, exited, pid } = await start("sleep", "600");
  const identity = await identify(pid);
  expect(await processState(identity)).toBe("alive");
  child.kill("SIGKILL");
  await exited;
  expect(await processState(identity)).toBe("gone");
  expect(await readStartTime(pid)).toBeUndefined();
});

test("a later process of the same number is another one", async () => {
  const { pid } = await start("sleep", "600");
  const identity = await identify(pid);
  const [ticks, boot] = identity.start_time.split("@");
  expect(await processState({ ...identity, start_time: `${Number(ticks) - 1}@${boot}` })).toBe("gone");
  expect(await processState({ ...identity, start_time: `${ticks}@another-boot` })).toBe("gone");
});

test("a process that has ended but was not waited for is gone", async () => {
  // The shell becomes a program that knows nothing of the child, which stays a zombie.
  const { child } = await start("sh", "-c", "sh -c 'echo $$; read -r x </dev/null' & exec sleep 600");
  const pid = Number(String((await once(child.stdout, "data"))[0]));
  await vi.waitFor(async () => expect(await readStartTime(pid)).toBeUndefined(), { timeout: 60_000 });
  expect(() => process.kill(pid, 0)).not.toThrow();
  const { start_time = "none" } = (await processTable().read(pid)) ?? {};
  expect(start_time).not.toBe("none");
  expect(await processState({ pid, start_time, host: hostname() })).toBe("gone");
});

test("nobody knows about a process of another host or without a start time", async () => {
  const own = await ownIdentity();
  expect(await processState({ ...own, host: "elsewhere.example" })).toBe("unknown");
  expect(await processState({ ...own, start_time: "unknown" })).toBe("unknown");
});

test.each([0, 1, -1, -5, 1.5, NaN, Infinity])("the number %s is never signalled or judged", async (pid) => {
  expect(isSignalable(pid)).toBe(false);
  expect(await processState({ pid, start_time: "1@x", host: hostname() })).toBe("unknown");
});

test("an ordinary number may be signalled", () => {
  expect(isSignalable(2)).toBe(true);
});
