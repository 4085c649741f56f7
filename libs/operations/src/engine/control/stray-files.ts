import { readdir, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { ChantPaths } from "@chant/core/store";
import { processState } from "@chant/providers";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { lockedSpec } from "./lock-names.ts";
import { acquireLock, isStale, readLock, removeDamagedLock } from "./lock.ts";

/** Removes what dead processes left: locks that nobody holds any more, and files that were not written to their end. */
export async function removeStrayFiles(folders: Pick<ChantPaths, "locks" | "processes">, now: Date): Promise<void> {
  const [locks, processes] = await Promise.all([folders.locks, folders.processes].map(filesIn));
  const unfinished = [...(locks ?? []), ...(processes ?? [])].filter((path) => path.endsWith(".tmp"));
  const whole = (locks ?? []).filter((path) => !path.endsWith(".tmp"));
  await Promise.all([
    ...unfinished.map((path) => removeUnfinished(path, now)),
    ...whole.map((path) => removeStale(path, now)),
  ]);
}

async function filesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.map((name) => join(folder, name));
}

/** Taken and given back: nobody removes a lock that somebody has taken since. */
async function removeStale(path: string, now: Date): Promise<void> {
  const owner = await readLock(path).catch(() => undefined);
  if (owner === undefined || !(await isStale(owner))) return;
  const acquired = await acquireLock({ path, purpose: "recover", since: now });
  if ("lock" in acquired) await acquired.lock.release();
}

const minuteMs = 60_000;

/** Removes the locks that nobody keeps longer than a moment, and that say nothing after a minute: a power cut leaves such. */
export async function removeSpoiledLocks({ locks }: Pick<ChantPaths, "locks">, now: Date): Promise<void> {
  for (const path of (await filesIn(locks)).filter((one) => !/\.(?:pid|tmp)$/.test(one))) {
    const owner = await readLock(path).catch(() => undefined);
    const isOld = owner !== undefined && now.getTime() - Date.parse(owner.since) > minuteMs;
    if (owner?.damaged !== undefined && isOld) await removeDamagedLock(path, now);
  }
}

/** Tells which specs are locked by a file that does not say by whom: only a person can know that nobody is at it. */
export async function warnOfDamagedLocks({ project, context }: { project: Project; context: Context }): Promise<void> {
  for (const path of await filesIn(project.runtime.locks)) {
    const id = lockedSpec(basename(path));
    const owner = id === undefined ? undefined : await readLock(path).catch(() => undefined);
    if (id === undefined || owner?.damaged === undefined) continue;
    const message = `The lock of ${id} cannot be read: ${owner.damaged}. Where nobody works on it, chant unlock ${id} removes it.`;
    context.report({ type: "warning", spec_id: id, message });
  }
}

/** One that does not name a dead process is somebody's for less than a moment. */
async function removeUnfinished(path: string, now: Date): Promise<void> {
  const [owner, written] = await Promise.all([
    readLock(path).catch(() => undefined),
    stat(path).catch(() => undefined),
  ]);
  if (written === undefined) return;
  const isOld = now.getTime() - written.mtimeMs > minuteMs;
  const isDead = owner !== undefined && "token" in owner && (await processState(owner)) === "gone";
  if (isOld || isDead) await rm(path, { force: true });
}
