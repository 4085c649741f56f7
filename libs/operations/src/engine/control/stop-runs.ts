import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isChantError } from "@chant/core/errors";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { interruptRun } from "./interrupt-run.ts";
import { toInterruptedResult } from "./interrupted-result.ts";
import { lockedSpec } from "./lock-names.ts";
import { isStale, readLock } from "./lock.ts";
import { awaitsMerge, listLiveRecords, readSettledRecord, type RunRecord } from "../run/run-record.ts";
import { toRunResult, type RunResult } from "../run/run-result.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

const patienceMs = 30_000;

/**
 * Stops every run that is going on, all at once, also those that are about to begin. One that cannot be stopped is told as
 * running and keeps no other from it. Looks twice: who was asked before the mark was made may begin a run just after.
 */
export async function stopRuns(where: Where): Promise<RunResult[]> {
  const { runtime } = where.project;
  const stopped = new Map<string, RunResult>();
  const deadline = performance.now() + patienceMs;
  for (let quiet = 0; quiet < 2;) {
    const records = await listLiveRecords(runtime);
    const live = records.filter((record) => !awaitsMerge(record) && !stopped.has(record.process_id));
    const results = await Promise.all(live.map((record) => stopOne(where, record)));
    for (const [at, { process_id }] of live.entries()) stopped.set(process_id, results[at] as RunResult);
    const starting = performance.now() < deadline && (await isStarting(where.project, records));
    quiet = live.length === 0 && !starting ? quiet + 1 : 0;
    if (quiet < 2) await delay(100, undefined, { signal: where.context.signal });
  }
  return [...stopped.values()];
}

async function stopOne(where: Where, record: RunRecord): Promise<RunResult> {
  const { spec_id: id } = record;
  try {
    const interrupted = await interruptRun(where, id, "stop");
    // Without one it ended by itself in this moment.
    const ended = interrupted ?? (await readSettledRecord(where.project.runtime, record)) ?? "undone";
    return toInterruptedResult(where.project, id, ended);
  } catch (error) {
    if (!isChantError(error)) throw error;
    return { ...toRunResult(where.project, record), outcome: "running", reason: error.code, message: error.message };
  }
}

/** Whether somebody holds the lock of a spec and has no record yet: the checks before a run take a while. */
async function isStarting({ runtime }: Project, records: readonly RunRecord[]): Promise<boolean> {
  const known = new Set(records.map(({ spec_id }) => spec_id));
  const names = await readdir(runtime.locks).catch(() => []);
  for (const name of names) {
    const id = lockedSpec(name);
    if (id === undefined || known.has(id)) continue;
    const owner = await readLock(join(runtime.locks, name));
    if (owner?.purpose === "run" && !(await isStale(owner))) return true;
  }
  return false;
}
