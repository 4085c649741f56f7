import { isChantError } from "@chant/core/errors";
import { ownIdentity, processState } from "@chant/providers";
import { capacityOf } from "../dispatch/agents.ts";
import { holdFailed } from "../control/hold-failed.ts";
import { findLatestRecord, listLiveRecords, type RunRecord } from "../run/run-record.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import type { SpecSet } from "../specs/specs.ts";
import { startRun } from "../run/start-run.ts";
import { supervise } from "../run/supervise.ts";
import { planRetry, type RetryPlan } from "./watch-retry.ts";
import { attend, quietly, tellEnd, type Watcher } from "./watcher.ts";

/** Looks after the specs that failed: each is tried again when that is due, or given up. Without `resume` nothing starts. */
export async function lookAtFailures(watcher: Watcher, set: SpecSet, { resume }: { resume: boolean }): Promise<void> {
  const { active, waiting, memory } = watcher;
  const failed = set.active.filter(({ id, status }) => status === "failed" && !active.has(id));
  waiting.clear();
  await memory.keep(new Set(set.active.filter(isOpen).map(({ id }) => id)));
  for (const { id } of failed) {
    await attend(watcher, id, () => lookAfter(watcher, id, resume).catch((error) => waitForLock(watcher, id, error)));
  }
}

const soonMs = 300;

/** Who has just recorded a failure lets go of the spec in a moment. */
function waitForLock({ context, waiting }: Watcher, id: string, error: unknown): void {
  if (!isChantError(error) || error.code !== "STATE_LOCKED") throw error;
  waiting.set(id, new Date(context.now().getTime() + soonMs));
}

function isOpen({ status }: SpecEntry): boolean {
  return status !== "completed" && status !== "cancelled";
}

async function lookAfter(watcher: Watcher, id: string, resume: boolean): Promise<void> {
  const record = await findLatestRecord(watcher.project.runtime, id);
  if (record === undefined || (await isSomebodyElses(watcher, record))) return;
  const plan = planFor(watcher, record);
  if (plan === undefined) return;
  if (plan.kind === "leave") return void watcher.left.add(id);
  if (plan.kind === "give_up") return giveUp(watcher, record, plan.why);
  await (isDue(watcher, plan.due) && resume ? resumeIfFree(watcher, record) : schedule(watcher, { record, ...plan }));
}

/** What runs in the user's checkout is the user's, and whoever drives a chain decides about its runs while it lives. */
async function isSomebodyElses({ memory }: Watcher, record: RunRecord): Promise<boolean> {
  if (record.verdict?.outcome !== "failed" || record.in_place === true) return true;
  if (memory.of(record.spec_id).given_up === record.attempt) return true;
  if (record.mode === "single" || record.supervisor.pid === (await ownIdentity()).pid) return false;
  return (await processState(record.supervisor)) === "alive";
}

const dayMs = 24 * 60 * 60 * 1000;

/**
 * What is to become of a failed spec; nothing where it failed long ago, or of something else than what passes and nobody
 * saw it here: then whoever started it knows.
 */
function planFor(watcher: Watcher, record: RunRecord): RetryPlan | undefined {
  const { context, project, memory, witnessed } = watcher;
  const plan = planRetry({ record, settings: project.config.watch.failure, chance: context.random() });
  if (plan.kind !== "retry") return witnessed.has(record.process_id) ? plan : undefined;
  const known = memory.of(record.spec_id).due;
  const due = known?.attempt === record.attempt ? new Date(known.at) : plan.due;
  return context.now().getTime() - due.getTime() > dayMs ? undefined : { ...plan, due };
}

function isDue({ context }: Watcher, due: Date): boolean {
  return due.getTime() <= context.now().getTime();
}

interface Scheduled {
  readonly record: RunRecord;
  readonly retry: number;
  readonly due: Date;
}

async function schedule(watcher: Watcher, { record, retry, due }: Scheduled): Promise<void> {
  const { project, context, memory, waiting, announced, log } = watcher;
  const { spec_id: id, attempt } = record;
  waiting.set(id, due);
  if (memory.of(id).due?.attempt !== attempt) await memory.note(id, { due: { attempt, at: due.toISOString() } });
  if (announced.has(record.process_id)) return;
  announced.add(record.process_id);
  const seconds = Math.max(0, Math.round((due.getTime() - context.now().getTime()) / 1000));
  log.say(`${id} retry scheduled (${retry}/${project.config.watch.failure.max_retries}) in ${seconds}s`, id);
}

/** At most as many at once as the agents may be; the others wait for the next end of one. */
async function resumeIfFree(watcher: Watcher, record: RunRecord): Promise<void> {
  const { project, active, log, options, waiting, events } = watcher;
  const { spec_id: id } = record;
  if (options.dry_run) return log.say(`${id} would be resumed`, id);
  const live = await listLiveRecords(project.runtime);
  const others = live.filter(({ spec_id }) => !active.has(spec_id));
  if (active.size + others.length >= capacityOf(project.config.parallel)) return void waiting.set(id, undefined);
  log.say(`${id} resuming...`, id);
  const end = () => {
    active.delete(id);
    events.wake();
  };
  active.set(id, resume(watcher, record).finally(end));
}

/** What keeps it from starting is told, and tried again: the spec, the config or the disk may be mended meanwhile. */
async function resume(watcher: Watcher, record: RunRecord): Promise<void> {
  const { spec_id: id } = record;
  watcher.left.add(id);
  await attend(watcher, id, async () => tellEnd(watcher, await workAgain(watcher, record)));
}

/** The same agent with the same options, on the branch and in the worktree that the last attempt left. */
async function workAgain(watcher: Watcher, record: RunRecord): Promise<RunRecord> {
  const { project } = watcher;
  const { spec_id: id, options, prompt, model, provider, target, agent_name, retries = 0 } = record;
  const agent = project.config.parallel.agents.find(({ name }) => name === agent_name);
  const start = { project, context: quietly(watcher), id, options, prompt, model, provider, target, agent };
  const run = await startRun(start);
  await run.update({ retries: retries + 1 });
  return supervise(run);
}

/** What follows the last retry is the project's policy: it goes on with the others, or ends. */
async function giveUp(watcher: Watcher, record: RunRecord, why: string): Promise<void> {
  const { project, log, options, memory, gaveUp } = watcher;
  const { spec_id: id, attempt } = record;
  if (options.dry_run) return log.say(`${id} would be given up: ${why}`, id);
  const message = `${why}: ${record.verdict?.message ?? "it failed"}`;
  const policy = project.config.watch.failure.on_permanent_failure;
  if (policy === "skip") {
    const verdict = { ...record.verdict, outcome: "needs_attention", reason: "gave_up", message } as const;
    if (!(await holdFailed({ project, context: quietly(watcher) }, record, verdict))) return;
  }
  await memory.note(id, { given_up: attempt });
  gaveUp.add(id);
  log.say(`${id} is given up: ${why}${policy === "skip" ? " → needs attention" : ""}`, id);
}
