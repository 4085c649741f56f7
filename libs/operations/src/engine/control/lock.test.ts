import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spawn } from "node:child_process";
import { ownIdentity, readStartTime } from "@chant/providers";
import { expect, onTestFinished, test } from "vitest";
import { acquireLock, isStale, readLock, removeDamagedLock, type Lock } from "./lock.ts";

async function lockPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "chant-lock-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "spec.pid");
}

const since = new Date("2026-01-22T15:30:00Z");

async function take(path: string): Promise<Lock> {
  const acquired = await acquireLock({ path, purpose: "test", since });
  if (!("lock" in acquired)) throw new Error(`held by ${acquired.holder.pid}`);
  return acquired.lock;
}

test("a held lock tells who holds it and since when", async () => {
  const path = await lockPath();
  await take(path);
  const second = await acquireLock({ path, purpose: "test", since });
  expect(second).toMatchObject({ holder: { pid: process.pid, since: since.toISOString() } });
});

test("of many takers of one lock exactly one gets it (P1)", async () => {
  const path = await lockPath();
  const all = await Promise.all(Array.from({ length: 20 }, () => acquireLock({ path, purpose: "test", since })));
  expect(all.filter((one) => "lock" in one)).toHaveLength(1);
});

test("of many takers of one stale lock exactly one gets it, and nothing else is left", async () => {
  const path = await lockPath();
  const gone = { ...(await ownIdentity()), start_time: "another", token: "t", purpose: "test", since: "2026-01-01" };
  await writeFile(path, JSON.stringify(gone));
  const all = await Promise.all(Array.from({ length: 20 }, () => acquireLock({ path, purpose: "test", since })));
  expect(all.filter((one) => "lock" in one)).toHaveLength(1);
  expect(await readdir(join(path, ".."))).toEqual(["spec.pid"]);
});

test("a lock whose holder died is not stale while its agent lives (P8)", async () => {
  const path = await lockPath();
  const agent = spawn("sleep", ["60"], { detached: true, stdio: "ignore" });
  onTestFinished(() => void agent.kill("SIGKILL"));
  const me = await ownIdentity();
  const identity = {
    ...me,
    pid: agent.pid as number,
    start_time: (await readStartTime(agent.pid as number)) as string,
  };
  const owner = { ...me, start_time: "another", token: "t", purpose: "test", since: "2026-01-01", agent: identity };
  await writeFile(path, JSON.stringify(owner));
  expect(await acquireLock({ path, purpose: "test", since })).toMatchObject({ holder: { token: "t" } });
});

test("what cannot be determined is not stale: a holder on another host (P2)", async () => {
  const path = await lockPath();
  const elsewhere = { ...(await ownIdentity()), host: "elsewhere", token: "t", purpose: "test", since: "2026-01-01" };
  await writeFile(path, JSON.stringify(elsewhere));
  expect(await acquireLock({ path, purpose: "test", since })).toMatchObject({ holder: { token: "t" } });
});

test("releasing a lock that somebody else holds meanwhile leaves it alone", async () => {
  const path = await lockPath();
  const lock = await take(path);
  await rm(path);
  const other = await take(path);
  await lock.release();
  expect((await readLock(path))?.token).toBe(other.owner.token);
});

test.each(["", "{", "null", "[]", "\0\0", '{"pid":"1"}', '{"pid":1}'])(
  "a lock file of %j is held by nobody who can be named, and only removed on request",
  async (text) => {
    const path = await lockPath();
    await writeFile(path, text);
    const held = await acquireLock({ path, purpose: "test", since });
    expect(held).toMatchObject({ holder: { pid: 0, damaged: expect.stringContaining("it is") as string } });
    expect(await isStale((await readLock(path))!)).toBe(false);
    expect(await removeDamagedLock(path, since)).toBe(true);
    expect(await removeDamagedLock(path, since)).toBe(false);
    await (await take(path)).release();
    expect(await readdir(join(path, ".."))).toEqual([]);
  },
);

test("a lock that can be read is not removed as a damaged one", async () => {
  const path = await lockPath();
  const lock = await take(path);
  expect(await removeDamagedLock(path, since)).toBe(false);
  expect(await readLock(path)).toEqual(lock.owner);
});

test("who holds a lock whose file was spoiled gives it back", async () => {
  const path = await lockPath();
  const lock = await take(path);
  await writeFile(path, "");
  await lock.release();
  expect(await readdir(join(path, ".."))).toEqual([]);
});
