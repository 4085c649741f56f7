import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chantPaths } from "@chant/core/store";
import { ownIdentity } from "@chant/providers";
import { expect, onTestFinished, test } from "vitest";
import type { Place } from "../../kernel/place.ts";
import { runPaths, settleRecord, writeRecord, type RunRecord } from "../run/run-record.ts";
import { isCutOff } from "./cut-off.ts";
import { acquireLock } from "./lock.ts";

async function open() {
  const root = await mkdtemp(join(tmpdir(), "chant-cut-off-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  const paths = chantPaths(root);
  const place: Place = { root, paths, runtime: paths, mainRoot: root };
  const record = {
    ...{ process_id: "a-1", spec_id: "a", attempt: 1, phase: "running", options: { merge: true } },
    supervisor: await ownIdentity(),
  } as unknown as RunRecord;
  await writeRecord(paths, record);
  const at = runPaths(paths, record);
  const lock = async () => {
    const acquired = await acquireLock({ path: at.lock, purpose: "run", since: new Date() });
    if (!("lock" in acquired)) throw new Error("held");
    return acquired.lock;
  };
  return { place, record, at, lock };
}

test("a run is cut off when nobody holds its spec any more", async () => {
  const { place, record, lock } = await open();
  const held = await lock();
  expect(await isCutOff(place, record)).toBe(false);
  await held.release();
  expect(await isCutOff(place, record)).toBe(true);
});

test("a run that ended since its record was read is not cut off", async () => {
  const { place, record } = await open();
  await settleRecord(place.runtime, record);
  expect(await isCutOff(place, record)).toBe(false);
});

test("where the lock does not say who holds it, the record does", async () => {
  const { place, record, at, lock } = await open();
  await lock();
  await writeFile(at.lock, "");
  expect(await isCutOff(place, record)).toBe(false);
  const gone = { ...record, supervisor: { ...record.supervisor, start_time: "another" } };
  expect(await isCutOff(place, gone)).toBe(true);
  const damaged = { spec_id: "a", attempt: 1, path: at.record, why: "it is empty" };
  expect(await isCutOff(place, damaged)).toBe(false);
});
