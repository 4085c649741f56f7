import { utimes } from "node:fs/promises";
import { join } from "node:path";
import { ChantError } from "@chant/core/errors";
import type { Context } from "../../kernel/context.ts";
import type { Place } from "../../kernel/place.ts";
import { watchLockName } from "../control/lock-names.ts";
import { acquireLock, isStale, readLock, removeDamagedLock, type Lock, type LockOwner } from "../control/lock.ts";

/** Where it lies. */
export function watchLockPath({ runtime }: Place): string {
  return join(runtime.locks, watchLockName);
}

/**
 * Who watches the repository; undefined when nobody does. Somebody who cannot be seen from here counts; a file that tells
 * nothing does not: two who watch take nothing from each other.
 */
export async function findWatcher(place: Place): Promise<LockOwner | undefined> {
  const owner = await readLock(watchLockPath(place));
  return owner === undefined || owner.damaged !== undefined || (await isStale(owner)) ? undefined : owner;
}

/** Becomes the one process that watches the repository. Throws STATE_WATCHED naming the other one. */
export async function lockWatch(place: Place, context: Context): Promise<Lock> {
  const request = { path: watchLockPath(place), purpose: "watch", since: context.now() };
  if ((await readLock(request.path))?.damaged !== undefined) await removeDamagedLock(request.path, request.since);
  const acquired = await acquireLock(request);
  if ("lock" in acquired) return acquired.lock;
  throw watchedError(acquired.holder);
}

/** The time of the lock file: a sign of life for people, never the ground to call anybody dead. */
export async function beat(place: Place): Promise<void> {
  const now = new Date();
  await utimes(watchLockPath(place), now, now).catch(() => undefined);
}

/** Says who watches already. */
export function watchedError({ pid, host, since }: LockOwner): ChantError {
  const message = `Watch is already running: process ${pid} on ${host} since ${since}.`;
  return new ChantError("STATE_WATCHED", message, { fix: "chant watch status", details: { pid, host, since } });
}
