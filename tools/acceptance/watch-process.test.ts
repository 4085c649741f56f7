import { spawn } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { expectNobodyAtIt, survivors } from "./invariants.ts";
import { endSurvivors } from "./meanwhile.ts";
import type { Scratch } from "./create-scratch.ts";
import { scratch } from "./scratch.ts";
import { lockOf, startWatch } from "./watching.ts";

interface Status {
  readonly data: { readonly watch_running: boolean; readonly pid?: number; readonly worktree_count: number };
}

test("D4: a second watch ends with the name of the first one, and leaves it alone", async () => {
  const repo = await scratch();
  const first = await startWatch(repo);
  for (const args of [["watch"], ["watch", "--once"], ["watch", "start"]]) {
    const ran = await repo.chant(...args);
    expect(ran.code).toBe(3);
    expect(ran.stderr).toContain(`error[STATE_WATCHED]: Watch is already running: process ${first.pid} on `);
    expect(ran.stderr).toContain("fix: chant watch status");
  }
  expect(await repo.json<Status>("watch", "status")).toMatchObject({ data: { watch_running: true, pid: first.pid } });
  first.stop("SIGTERM");
  await first.ended;
  await expectNobodyAtIt(repo);
});

test("D4: of several watches that start at once one watches", async () => {
  const repo = await scratch();
  endSurvivors(repo);
  const started = await Promise.all(Array.from({ length: 4 }, () => repo.chant("watch", "start")));
  expect(started.map(({ code }) => code).sort()).toEqual([0, 3, 3, 3]);
  await expect.poll(async () => (await survivors(repo)).length, { timeout: 60_000 }).toBe(1);
  expect((await repo.chant("watch", "stop")).code).toBe(0);
  await expectNobodyAtIt(repo);
});

test("watch start leaves a process of its own session behind, which a terminal that goes away does not end", async () => {
  const repo = await scratch();
  endSurvivors(repo);
  const { data } = await repo.json<{ data: { pid: number; log: string } }>("watch", "start");
  expect(data.log).toBe(join(repo.root, ".chant/logs/watch.log"));
  expect(process.kill(-data.pid, 0), "it leads its process group").toBe(true);
  process.kill(-data.pid, "SIGHUP");
  expect(await repo.json<Status>("watch", "status")).toMatchObject({ data: { watch_running: true, pid: data.pid } });
  const stopped = await repo.json<{ data: { pid: number; stopped: boolean } }>("watch", "stop");
  expect(stopped.data).toMatchObject({ pid: data.pid, stopped: true });
  await expectNobodyAtIt(repo);
  expect((await repo.chant("watch", "stop")).stderr).toContain("error[STATE_NOT_WATCHED]: Watch is not running.");
});

async function lockFor(repo: Scratch, owner: object): Promise<void> {
  const lock = { token: "t", purpose: "watch", since: "2026-01-22T10:00:00.000Z", ...owner };
  await mkdir(join(repo.root, ".chant/.locks"), { recursive: true });
  await writeFile(join(repo.root, ".chant/.locks/watch.pid"), JSON.stringify(lock));
}

test("watch stop never signals a process that only has the number of the one that watched", async () => {
  const repo = await scratch();
  const stranger = spawn("sleep", ["600"], { stdio: "ignore" });
  onTestFinished(() => void stranger.kill("SIGKILL"));
  await lockFor(repo, { pid: stranger.pid, start_time: "1@another-boot", host: hostname() });
  expect((await repo.chant("watch", "stop")).code).toBe(3);
  expect(stranger.exitCode === null && stranger.signalCode === null && !stranger.killed).toBe(true);
  expect(process.kill(stranger.pid as number, 0)).toBe(true);
  expect(await lockOf(repo)).toBe("");
});

test("a watch on another machine is named and left alone", async () => {
  const repo = await scratch();
  await lockFor(repo, { pid: 1234, start_time: "1@there", host: "elsewhere" });
  for (const args of [
    ["watch", "stop"],
    ["watch", "--once"],
  ]) {
    expect((await repo.chant(...args)).stderr).toContain("process 1234 on elsewhere since 2026-01-22T10:00:00.000Z");
  }
  expect(await lockOf(repo)).toContain("elsewhere");
});

test("the lock of a dead watch is nobody's run: recover has nothing to do with it", async () => {
  const repo = await scratch();
  const watch = await startWatch(repo);
  watch.stop("SIGKILL");
  await watch.ended;
  expect(await repo.json("recover")).toMatchObject({ data: { results: [], changed: false } });
  const again = await startWatch(repo);
  again.stop("SIGTERM");
  await again.ended;
  await expectNobodyAtIt(repo);
});

test("looking more often than once a second is taken, with a warning", async () => {
  const repo = await scratch();
  const ran = await repo.chant("watch", "--once", "--poll-interval", "10");
  expect(ran.stderr).toContain("Looking every 10 ms: less than a second keeps the disk busy.");
  expect(ran.code).toBe(0);
  expect((await repo.chant("watch", "--once", "--poll-interval", "0")).code).toBe(2);
});
