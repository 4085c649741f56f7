import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { attachAgent, ownIdentity, processState, readAgentIdentity, stopGroup } from "@chant/providers";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { isCutOff } from "./cut-off.ts";
import { endRun } from "../run/end-run.ts";
import { requestedIntent } from "./intent.ts";
import { acquireLock, isAgentGone, isStale, readLock } from "./lock.ts";
import { createRun } from "../run/run.ts";
import {
  awaitsMerge,
  findLiveRecord,
  listLiveRecords,
  phases,
  runPaths,
  writeRecord,
  type Intent,
  type RunRecord,
} from "../run/run-record.ts";
import { supervise } from "../run/supervise.ts";
import { watchLockName } from "../watch/watch-lock.ts";

/** Something a dead process left: a run to settle, or only its lock. */
export interface Stranded {
  readonly spec_id: string;
  readonly record?: RunRecord;
  readonly agent: "running" | "ended" | "never started";
}

/** Finds the runs and locks whose supervisor is gone. Changes nothing. */
export async function findStranded(project: Project): Promise<Stranded[]> {
  const records = await listLiveRecords(project.runtime);
  const runs = await Promise.all(records.map((record) => inspect(project, record)));
  const known = new Set(records.map((record) => record.spec_id));
  const locks = await findStaleLocks(project, known);
  return [...runs.filter((run) => run !== undefined), ...locks];
}

/** What is stranded of one spec, if anything. */
export async function findStrandedRun(project: Project, specId: string): Promise<Stranded | undefined> {
  const record = await findLiveRecord(project.runtime, specId);
  if (record !== undefined) return inspect(project, record);
  return (await hasStaleLock(project, specId)) ? onlyLock(specId) : undefined;
}

async function inspect(project: Project, record: RunRecord): Promise<Stranded | undefined> {
  if (!(await isCutOff(project, record))) return undefined;
  const { directory } = runPaths(project.runtime, record);
  return { spec_id: record.spec_id, record, agent: await agentState(directory) };
}

async function agentState(directory: string): Promise<Stranded["agent"]> {
  // Whoever attaches to an agent waits for its end; this only looks.
  const agent = await readAgentIdentity(directory);
  if (agent === undefined) return "never started";
  return (await isAgentGone(agent)) ? "ended" : "running";
}

async function findStaleLocks(project: Project, known: ReadonlySet<string>): Promise<Stranded[]> {
  const names = await readdir(project.runtime.locks).catch(() => []);
  const locks = names.filter((name) => name.endsWith(".pid") && name !== watchLockName);
  const ids = locks.map((name) => name.slice(0, -".pid".length));
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
export type Settled = RunRecord | "only_a_lock" | "somebody_else_is_at_it";

/**
 * Settles what a dead process left, by the same steps a living one takes: what the agent finished is judged, finalized
 * and merged; an agent that still runs is stopped and the run paused; no agent is started.
 */
export async function settleStranded(
  { project, context }: { readonly project: Project; readonly context: Context },
  { spec_id, record: found }: Stranded,
): Promise<Settled> {
  if (found !== undefined) await stopOrphan(project, found);
  const { lock: path } = runPaths(project.runtime, { spec_id, attempt: 0 });
  const acquired = await acquireLock({ path, purpose: "recover", since: context.now() });
  if (!("lock" in acquired)) return "somebody_else_is_at_it";
  const { lock } = acquired;
  const record = await findLiveRecord(project.runtime, spec_id);
  if (record === undefined) {
    await lock.release();
    return "only_a_lock";
  }
  const run = createRun({ project, context, repository: await project.repository(), lock, record });
  if (awaitsMerge(record)) {
    await endRun(run);
    return "only_a_lock";
  }
  const { directory } = runPaths(project.runtime, record);
  const notStarted = phases.indexOf(record.phase) < phases.indexOf("running") && !(await attachAgent(directory));
  const intent = await intentFor(project, record);
  await run.update({ supervisor: await ownIdentity(), ...(notStarted ? { intent } : {}) });
  return supervise(run);
}

/** What a run that cannot go on is stopped for: what somebody asked of it, else to be resumed. */
async function intentFor({ runtime }: Project, record: RunRecord): Promise<Intent> {
  if (record.intent !== "run") return record.intent;
  return (await requestedIntent(runtime, record)) ?? "pause";
}

/** The intent is written first: whoever judges the stopped agent must know that it was stopped. */
async function stopOrphan(project: Project, record: RunRecord): Promise<void> {
  const { directory } = runPaths(project.runtime, record);
  const agent = await attachAgent(directory);
  if (agent === undefined || (await isAgentGone(agent.identity))) return;
  if ((await processState(agent.identity)) === "alive")
    await writeRecord(project.runtime, { ...record, intent: await intentFor(project, record) });
  await stopGroup(agent.identity, { grace_ms: project.config.agent.grace_ms });
}

/** Removes live folders that no record names. */
export async function removeStrayFolders(project: Project): Promise<void> {
  const names = await readdir(project.runtime.processes, { withFileTypes: true }).catch(() => []);
  const records = new Set(names.filter((name) => name.name.endsWith(".json")).map((name) => name.name.slice(0, -5)));
  const strays = names.filter((name) => name.isDirectory() && !records.has(name.name));
  await Promise.all(
    strays.map(({ name }) => rm(join(project.runtime.processes, name), { recursive: true, force: true })),
  );
}
