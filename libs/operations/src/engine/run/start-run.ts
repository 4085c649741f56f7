import { ChantError } from "@chant/core/errors";
import { ownIdentity, processState } from "@chant/providers";
import { takeTurn } from "../dispatch/rotation.ts";
import { callBeforeWork } from "./hooks.ts";
import { lockCheckout } from "../control/checkout-lock.ts";
import { forgetIntent } from "../control/intent.ts";
import { acquireLock, type Lock, type LockOwner } from "../control/lock.ts";
import type { RunPosition } from "../../kernel/progress.ts";
import type { Project } from "../../kernel/project.ts";
import { checkRun, type RunRequest } from "./phases/check.ts";
import { createRun, type Run } from "./run.ts";
import {
  awaitsMerge,
  findLiveRecord,
  listAttempts,
  runPaths,
  writeRecord,
  type RunMode,
  type RunRecord,
} from "./run-record.ts";
import { loadSpecs, timestamp } from "../specs/specs.ts";

export interface StartRequest extends Omit<RunRequest, "set" | "entry"> {
  /** The full id of the spec. */
  readonly id: string;
  readonly mode?: RunMode | undefined;
  /** Where the run stands among those of one command. */
  readonly position?: RunPosition | undefined;
}

/**
 * Takes the spec's lock, in place that of the checkout too, checks everything that can refuse and writes the record of a new attempt. Exactly one of many
 * callers gets the run. Throws PLATFORM_UNSUPPORTED, STATE_LOCKED, STATE_RUN_UNFINISHED and whatever the checks throw, with nothing written.
 */
export async function startRun(request: StartRequest): Promise<Run> {
  const { project, context, id } = request;
  requirePlatform();
  let lock = await lockSpec(request);
  // Git answers while the specs are read.
  project.repository().catch(() => undefined);
  try {
    if (request.in_place) lock = await lockCheckout({ ...request, lock });
    context.crashPoint("locked");
    await requireNoLiveRun(project, id);
    const agent = request.agent ?? (await takeTurn(request));
    const plan = () => planRun({ ...request, agent });
    const { title, plan: planned } = await plan();
    const attempt = ((await listAttempts(project.runtime, id)).at(-1) ?? 0) + 1;
    const record: RunRecord = {
      process_id: `${id}-${attempt}`,
      spec_id: id,
      ...(title === undefined ? {} : { title }),
      attempt,
      mode: request.mode ?? "single",
      phase: "checked",
      supervisor: await ownIdentity(),
      intent: "run",
      started_at: timestamp(context.now()),
      commits: [],
      ...planned,
    };
    // What a hook fetched or switched is not what was checked.
    if (await callBeforeWork({ project, context, record })) Object.assign(record, (await plan()).plan);
    await forgetIntent(project.runtime, record);
    await writeRecord(project.runtime, record);
    context.crashPoint("checked");
    const { position } = request;
    return createRun({ project, context, repository: await project.repository(), lock, record, position });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Called under the lock: another process may have completed the spec since the caller looked. */
async function planRun(request: StartRequest) {
  const set = await loadSpecs(request.project);
  const entry = set.find(request.id) ?? missing(request.id);
  return { title: entry.title, plan: await checkRun({ ...request, set, entry }) };
}

/** Process groups and signals, which keep agents in hand, are POSIX. Throws PLATFORM_UNSUPPORTED. */
function requirePlatform(): void {
  if (process.platform !== "win32") return;
  const message = "Agents are not run on Windows itself; everything else works.";
  throw new ChantError("PLATFORM_UNSUPPORTED", message, { fix: "wsl" });
}

/** Takes the lock of a spec. Throws STATE_LOCKED naming the holder and since when. */
export async function lockSpec({
  project,
  context,
  id,
}: Pick<StartRequest, "project" | "context" | "id">): Promise<Lock> {
  const { lock: path } = runPaths(project.runtime, { spec_id: id, attempt: 0 });
  const acquired = await acquireLock({ path, purpose: "run", since: context.now() });
  if ("lock" in acquired) return acquired.lock;
  throw await lockedError(id, acquired.holder);
}

async function lockedError(id: string, holder: LockOwner): Promise<ChantError> {
  const { pid, host, since, damaged } = holder;
  if (damaged !== undefined) return damagedLockError(id, damaged);
  const orphaned = (await processState(holder)) === "gone";
  const who = orphaned ? `an agent whose chant process ${pid} died` : `process ${pid} on ${host}`;
  const fix = orphaned ? "chant recover" : `chant log ${id}`;
  return new ChantError("STATE_LOCKED", `${id} is being worked on by ${who} since ${since}.`, {
    fix,
    details: { ...holder },
  });
}

/** It may be that of a process which lives: what is to become of it is for a person to say. */
function damagedLockError(id: string, damaged: string): ChantError {
  const message = `${id} is locked by a file that does not say by whom: ${damaged}.`;
  return new ChantError("STATE_LOCKED", message, { fix: `chant unlock ${id}`, details: { damaged } });
}

/** A run that died is settled before a new one starts: what it left may be finished work. */
async function requireNoLiveRun(project: Project, id: string): Promise<void> {
  const live = await findLiveRecord(project.runtime, id);
  if (live === undefined) return;
  const { attempt } = live;
  if (awaitsMerge(live)) {
    const message = `${id} is completed on ${live.branch} and waits to be merged.`;
    throw new ChantError("STATE_ALREADY_COMPLETE", message, { fix: `chant merge ${id}` });
  }
  const message = `Attempt ${attempt} of ${id} was cut off in phase ${live.phase} and is not settled yet.`;
  throw new ChantError("STATE_RUN_UNFINISHED", message, {
    fix: "chant recover",
    details: { attempt, phase: live.phase },
  });
}

function missing(id: string): never {
  throw new ChantError("INPUT_SPEC_NOT_FOUND", `There is no spec ${id} any more.`, {
    fix: "chant list",
    details: { id },
  });
}
