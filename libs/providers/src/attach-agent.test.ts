import { mkdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { testDir } from "@chant/test-kit";
import { expect, onTestFinished, test, vi } from "vitest";
import { attachAgent, isStarted, readExit, readAgentIdentity } from "./attach-agent.ts";
import { stopGroup } from "./process-group.ts";
import { launchAgent } from "./run-process.ts";

const env = { PATH: process.env["PATH"] ?? "" };

async function folder() {
  const { path } = await testDir({}, onTestFinished);
  const directory = join(path, "run");
  await mkdir(directory);
  const launch = async (script: string) => {
    const agent = await launchAgent({ program: "/bin/sh", args: ["-c", script], cwd: path, env, directory });
    onTestFinished(async () => void (await stopGroup(agent.identity, { grace_ms: 0 })));
    return agent;
  };
  return { path, directory, launch };
}

test("a folder where nothing was started has no agent", async () => {
  const { directory } = await folder();
  expect(await attachAgent(directory)).toBeUndefined();
  expect(await isStarted(directory)).toBe(false);
  expect(await readExit(directory)).toBeUndefined();
});

test("a running agent is found again, and its exit code comes when it ends", async () => {
  const { path, directory, launch } = await folder();
  const started = await launch("while [ ! -e go ]; do sleep 0.01; done; exit 9");
  const found = await attachAgent(directory);
  expect(found?.identity).toEqual(started.identity);
  expect(await readExit(directory)).toBeUndefined();
  await writeFile(join(path, "go"), "");
  expect(await found?.exited).toEqual({ code: 9 });
});

test("an agent that has ended is found with its exit code", async () => {
  const { directory, launch } = await folder();
  const started = await launch("exit 4");
  await started.exited;
  const found = await attachAgent(directory);
  expect(found?.identity).toEqual(started.identity);
  expect(await found?.exited).toEqual({ code: 4 });
});

test("an agent whose wrapper was killed has lost its exit code", async () => {
  const { directory, launch } = await folder();
  const started = await launch("sleep 600");
  const found = await attachAgent(directory);
  process.kill(-started.identity.pid, "SIGKILL");
  expect(await started.exited).toEqual({ code: undefined });
  expect(await found?.exited).toEqual({ code: undefined });
});

test("a process that has the agent's number by now is not the agent", async () => {
  const { path, directory, launch } = await folder();
  const other = await launch("sleep 600");
  const text = await readFile(join(directory, "pid"), "utf8");
  const reused = join(path, "reused");
  await mkdir(reused);
  await writeFile(join(reused, "exit"), "2\n");
  // The same process as if it had started at another time.
  const { pid, start_time } = other.identity;
  const ticks = start_time.split("@")[0] as string;
  await writeFile(join(reused, "pid"), text.replace(` ${ticks} `, " 1 "));
  const found = await attachAgent(reused);
  expect(found?.identity.pid).toBe(pid);
  expect(found?.identity.start_time).not.toBe(start_time);
  expect(await found?.exited).toEqual({ code: 2 });
  expect(await stopGroup(found!.identity, { grace_ms: 0 })).toBe("gone");
  expect(() => process.kill(pid, 0)).not.toThrow();
});

test("who the agent is stands in its folder from the moment it is started", async () => {
  const { path, directory, launch } = await folder();
  const { identity } = await launch(`cat run/pid >seen; exec sleep 600`);
  await vi.waitFor(async () => expect(await readFile(join(path, "seen"), "utf8")).not.toBe(""), { timeout: 60_000 });
  expect(await readFile(join(path, "seen"), "utf8")).toBe(await readFile(join(directory, "pid"), "utf8"));
  expect(await readAgentIdentity(directory)).toEqual(identity);
  expect(identity.host).toBe(hostname());
});

test.each(["", "0", "12\n\n", "x\n", "-1\n", " 0\n"])("the exit file %j tells nothing", async (text) => {
  const { directory } = await folder();
  await writeFile(join(directory, "exit"), text);
  expect(await readExit(directory)).toBeUndefined();
});

test.each(["", "0\n", "nonsense\n", "12 (sh\n"])("the pid file %j names no agent", async (text) => {
  const { directory } = await folder();
  await writeFile(join(directory, "pid"), text);
  expect(await readAgentIdentity(directory)).toBeUndefined();
  expect(await attachAgent(directory)).toBeUndefined();
  expect(await isStarted(directory)).toBe(true);
});

test("what cannot be read is an error", async () => {
  const { directory } = await folder();
  await mkdir(join(directory, "pid"));
  await expect(attachAgent(directory)).rejects.toMatchObject({ code: "EISDIR" });
});
