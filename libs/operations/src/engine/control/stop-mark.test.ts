import { chantPaths } from "@chant/core/store";
import { testDir } from "@chant/test-kit";
import { expect, onTestFinished, test } from "vitest";
import { listLiveRecords } from "../run/run-record.ts";
import { clearStop, markStopped, stoppedAt, stopRequestedSince } from "./stop-mark.ts";

const [before, at, after] = ["2026-01-22T15:29:59.999Z", "2026-01-22T15:30:00.000Z", "2026-01-22T15:30:00.001Z"].map(
  (text) => new Date(text),
) as [Date, Date, Date];

test("a stop ends what began before it or with it, and nothing that begins later", async () => {
  const paths = chantPaths((await testDir({}, onTestFinished)).path);
  expect(await stopRequestedSince(paths, before)).toBe(false);
  await markStopped(paths, at);
  expect(await stopRequestedSince(paths, before)).toBe(true);
  expect(await stopRequestedSince(paths, at)).toBe(true);
  expect(await stopRequestedSince(paths, after)).toBe(false);
  expect(await stoppedAt(paths)).toEqual(at);
  expect(await listLiveRecords(paths)).toEqual([]);
});

test("when things go on again nothing is stopped any more, and a damaged mark stops nothing", async () => {
  const dir = await testDir({ ".chant/processes/stopped": "nonsense\n" }, onTestFinished);
  const paths = chantPaths(dir.path);
  expect(await stopRequestedSince(paths, before)).toBe(false);
  await markStopped(paths, at);
  await clearStop(paths);
  await clearStop(paths);
  expect(await stoppedAt(paths)).toBeUndefined();
});
