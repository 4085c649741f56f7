import type { Dirent } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { attachAgent, ownIdentity, processState, readAgentIdentity, stopGroup } from "@chant/providers";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { lockCheckout } from "./checkout-lock.ts";
import { isCutOff } from "./cut-off.ts";
import { endRun } from "../run/end-run.ts";
import { requestedIntent } from "./intent.ts";
import { lockedSpec } from "./lock-names.ts";
import { acquireLock, isAgentGone, isStale, readLock, removeDamagedLock, type Lock } from "./lock.ts";
import { rebuildRecord } from "./rebuild-record.ts";
import { readLiveRecords, type DamagedRecord } from "../run/live-records.ts";
import { placeWorktree } from "../run/phases/branch.ts";
import { createRun, type Run } from "../run/run.ts";
import { awaitsMerge, phases, runPaths, writeRecord, type Intent, type RunRecord } from "../run/run-record.ts";
import { supervise } from "../run/supervise.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** Something a dead process left: a run to settle, or only its lock. */
export interface Stranded {
  readonly spec_id: string;
  readonly record?: RunRecord;
  /** The run's record where it cannot be read. */
  readonly damaged?: DamagedRecord;
  readonly agent: "running" | "ended" | "never started";
}

/** Finds the runs and locks whose supervisor is gone. Changes nothing. */
export async function findStranded(project: Project): Promise<Stranded[]> {
  const { records, damaged } = await readLiveRecords(project.runtime);
  const all = [...records, ...damaged];
  const runs = await Promise.all(all.map((record) => inspect(project, record)));
  const known = new Set(all.map((record) => record.spec_id));
  const locks = await findStaleLocks(project, known);
  return [...runs.filter((run) => run !== undefined), ...locks];
}

/** What is stranded of one spec, if anything. */
export async function findStrandedRun(project: Project, specId: string): Promise<Stranded | undefined> {
  const { records, damaged } = await readLiveRecords(project.runtime);
  const record = [...damaged, ...records].find(({ spec_id }) => spec_id === specId);
  if (record !== undefined) return inspect(project, record);
  return (await hasStaleLock(project, specId)) ? onlyLock(specId) : undefined;
}

async function inspect(project: Project, record: RunRecord | DamagedRecord): Promise<Stranded | undefined> {
  if (!(await isCutOff(project, record))) return undefined;
  const { directory } = runPaths(project.runtime, record);
  const found = isDamaged(record) ? { damaged: record } : { record };
  return { spec_id: record.spec_id, ...found, agent: await agentState(directory) };
}

function isDamaged(record: RunRecord | DamagedRecord): record is DamagedRecord {
  return "why" in record;
}

async function agentState(directory: string): Promise<Stranded["agent"]> {
  // Whoever attaches to an agent waits for its end; this only looks.
  const agent = await readAgentIdentity(directory);
  if (agent === undefined) return "never started";
  return (await isAgentGone(agent)) ? "ended" : "running";
}

async function findStaleLocks(project: Project, known: ReadonlySet<string>): Promise<Stranded[]> {
  const names = await readdir(project.runtime.locks).catch(() => []);
  const ids = names.map(lockedSpec).filter((id) => id !== undefined);
  const unknown = ids.filter((id) => !known.has(id));
  const stale = await Promise.all(unknown.map(async (id) => ((await hasStaleLock(project, id)) ? [onlyLock(id)] : [])));
  return stale.flat();
}

async function hasStaleLock({ runtime }: Project, specId: string): Promise<boolean> {
  const owner = await readLock(runPaths(runtime, { spec_id: specId, attempt: 0 }).lock);
  return owner !== undefined && isStale(owner);
}

function onlyLock(specId: string): Stranded {
  return { spec_id: specId, agent: "never started" };
}

/** What became of something stranded: a run's final record, or why there is none. */
export type Settled = RunRecord | "only_a_lock" | "only_a_file" | "somebody_else_is_at_it";

/**
 * Settles what a dead process left, by the same steps a living one takes: what the agent finished is judged, finalized
 * and merged; an agent that still runs is stopped and the run paused; no agent is started.
 */
export async function settleStranded(where: Where, stranded: Stranded): Promise<Settled> {
  const { project, context } = where;
  const { spec_id, damaged } = stranded;
  const found = stranded.record ?? damaged;
  const { lock: path } = runPaths(project.runtime, { spec_id, attempt: 0 });
  if (found !== undefined) await stopOrphan(project, found);
  // Who held it is known from the record: nobody any more.
  if (found !== undefined) await removeDamagedLock(path, context.now());
  const acquired = await acquireLock({ path, purpose: "recover", since: context.now() });
  if (!("lock" in acquired)) return "somebody_else_is_at_it";
  const run = await openRun(where, spec_id, acquired.lock);
  if (run === undefined) return damaged === undefined ? "only_a_lock" : "only_a_file";
  if (awaitsMerge(run.record)) {
    await endRun(run);
    return "only_a_lock";
  }
  const { directory } = runPaths(project.runtime, run.record);
  const notStarted = phases.indexOf(run.record.phase) < phases.indexOf("running") && !(await attachAgent(directory));
  const intent = await intentFor(project, run.record);
  await run.update({ supervisor: await ownIdentity(), ...(notStarted ? { intent } : {}) });
  return supervise(run);
}

/** The run that is recorded for a spec; without one its lock is released. */
async function openRun(where: Where, specId: string, lock: Lock): Promise<Run | undefined> {
  try {
    const run = await findRun(where, specId, lock);
    if (run === undefined) await lock.release();
    return run;
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function findRun({ project, context }: Where, id: string, own: Lock): Promise<Run | undefined> {
  const { records, damaged } = await readLiveRecords(project.runtime);
  const unreadable = damaged.find(({ spec_id }) => spec_id === id);
  const recorded = records.find(({ spec_id }) => spec_id === id);
  const record = unreadable === undefined ? recorded : await rebuildRecord({ project, context }, unreadable);
  if (record === undefined) return undefined;
  const lock = record.in_place ? await lockCheckout({ project, context, id, lock: own }) : own;
  const run = createRun({ project, context, repository: await project.repository(), lock, record });
  if (unreadable !== undefined && !record.in_place) await placeWorktree(run);
  return run;
}

/** What a run that cannot go on is stopped for: what somebody asked of it, else to be resumed. */
async function intentFor({ runtime }: Project, record: RunRecord): Promise<Intent> {
  if (record.intent !== "run") return record.intent;
  return (await requestedIntent(runtime, record)) ?? "pause";
}

/** The intent is written first: whoever judges the stopped agent must know that it was stopped. */
async function stopOrphan(project: Project, record: RunRecord | DamagedRecord): Promise<void> {
  const { directory } = runPaths(project.runtime, record);
  const agent = await attachAgent(directory);
  if (agent === undefined || (await isAgentGone(agent.identity))) return;
  if (!isDamaged(record) && (await processState(agent.identity)) === "alive")
    await writeRecord(project.runtime, { ...record, intent: await intentFor(project, record) });
  await stopGroup(agent.identity, { grace_ms: project.config.agent.grace_ms });
}

/** Removes live folders, and what was asked of runs, that no record names. */
export async function removeStrayFolders(project: Project): Promise<void> {
  const names = await readdir(project.runtime.processes, { withFileTypes: true }).catch(() => []);
  const records = new Set(names.filter((name) => name.name.endsWith(".json")).map((name) => name.name.slice(0, -5)));
  const isLeft = (entry: Dirent) => entry.isDirectory() || entry.name.endsWith(".intent");
  const strays = names.filter((entry) => isLeft(entry) && !records.has(entry.name.replace(/\.intent$/, "")));
  await Promise.all(
    strays.map(({ name }) => rm(join(project.runtime.processes, name), { recursive: true, force: true })),
  );
}
