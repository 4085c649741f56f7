import { setTimeout as delay } from "node:timers/promises";
import { ChantError } from "@chant/core/errors";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { endHooksMs } from "../run/hooks.ts";
import { forgetIntent, requestIntent } from "./intent.ts";
import { readLock } from "./lock.ts";
import { findStrandedRun, settleStranded } from "./recovery.ts";
import {
  awaitsMerge,
  findLiveRecord,
  readSettledRecord,
  runPaths,
  type Intent,
  type RunRecord,
} from "../run/run-record.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** What became of a run that was to stop: its final record, or nothing where its agent had not been started. */
export type Interrupted = RunRecord | "undone";

/** Beyond the time that an agent is given to end: what cannot be broken off, and writing down what was done, take a while. */
const patienceMs = 30_000;

/**
 * Stops the live run of a spec for a purpose and waits until it is settled, its work kept: by its supervisor, or by this
 * process where that is gone. Gives what became of it; undefined when nothing was going on. Throws STATE_LOCKED when the
 * supervisor does not answer, and the reason of an abort: what was asked of the run still holds then.
 */
export async function interruptRun(
  where: Where,
  specId: string,
  intent: Exclude<Intent, "run">,
): Promise<Interrupted | undefined> {
  const { runtime } = where.project;
  const live = await findLiveRecord(runtime, specId);
  if (live === undefined || awaitsMerge(live)) return undefined;
  await requestIntent(runtime, live, intent);
  const settled = await waitForEnd(where, live);
  await forgetIntent(runtime, live);
  return settled;
}

/** The end of a run is the release of its lock: until then its process has something to do. */
async function waitForEnd(where: Where, live: RunRecord): Promise<Interrupted> {
  const { project, context } = where;
  const { lock } = runPaths(project.runtime, live);
  const token = (await readLock(lock))?.token;
  const deadline = performance.now() + project.config.agent.grace_ms + endHooksMs(project) + patienceMs;
  while (performance.now() < deadline) {
    const stranded = await findStrandedRun(project, live.spec_id);
    if (stranded !== undefined) await settleStranded(where, stranded);
    const settled = await settledRecord(project, live);
    if (settled !== undefined && (await isReleased(lock, token))) return settled;
    await delay(100, undefined, { signal: context.signal });
  }
  throw unanswered(live);
}

/** Undefined while the attempt goes on. */
async function settledRecord({ runtime }: Project, { spec_id, attempt }: RunRecord): Promise<Interrupted | undefined> {
  const now = await findLiveRecord(runtime, spec_id);
  if (now?.attempt === attempt) return awaitsMerge(now) ? now : undefined;
  return (await readSettledRecord(runtime, { spec_id, attempt })) ?? "undone";
}

async function isReleased(lock: string, token: string | undefined): Promise<boolean> {
  return token === undefined || (await readLock(lock))?.token !== token;
}

function unanswered({ spec_id, supervisor }: RunRecord): ChantError {
  const message = `Process ${supervisor.pid}, which works on ${spec_id}, did not stop it in time.`;
  return new ChantError("STATE_LOCKED", message, { fix: `chant log ${spec_id}`, details: { pid: supervisor.pid } });
}
