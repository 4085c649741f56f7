import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { lockedSpec } from "../control/lock-names.ts";
import { acquireLock, isStale, readLock } from "../control/lock.ts";
import { folderSize } from "../attempts/folder-size.ts";
import { readLiveRecords } from "../run/live-records.ts";
import { timestamp } from "../specs/specs.ts";
import type { Found, Ground, Leaving } from "./leaving.ts";

/** Locks whose holder is gone, folders of runs that no record names, and halves of files that a killed process wrote. */
export async function findRuntimeFiles(ground: Ground): Promise<Found[]> {
  const { records, damaged } = await readLiveRecords(ground.project.runtime);
  const known = new Set([...records, ...damaged].map(({ spec_id, attempt }) => `${spec_id}-${attempt}`));
  const found = await Promise.all([findLocks(ground, known), findRunFiles(ground, known), findTemporary(ground)]);
  return found.flat();
}

type Known = ReadonlySet<string>;

/** The lock of a run that is not settled is for `recover`. */
async function findLocks({ project, context }: Ground, known: Known): Promise<Found[]> {
  const folder = project.runtime.locks;
  const unsettled = new Set([...known].map((id) => `${id.slice(0, id.lastIndexOf("-"))}.pid`));
  const names = (await namesIn(folder)).filter((name) => !name.endsWith(".tmp") && !unsettled.has(name));
  const found = await Promise.all(names.map((name) => lockOf({ context, path: join(folder, name), name })));
  return found.filter((one) => one !== undefined);
}

async function lockOf({ context, path, name }: Pick<Ground, "context"> & { path: string; name: string }) {
  const owner = await readLock(path).catch(() => undefined);
  if (owner === undefined || !(await isStale(owner))) return undefined;
  const reason = `process ${owner.pid}, which took it at ${owner.since}, is gone`;
  const id = lockedSpec(name);
  const spec = id === undefined ? {} : { spec_id: id };
  const remove = async () => {
    const acquired = await acquireLock({ path, purpose: "cleanup", since: context.now() });
    if (!("lock" in acquired)) throw new Error(`process ${acquired.holder.pid} has taken it`);
    await acquired.lock.release();
    return undefined;
  };
  return { leaving: await describe({ kind: "lock", path, reason, ...spec }), remove };
}

/** A run's folder and what was asked of it are there only beside its record. */
async function findRunFiles({ project }: Ground, known: Known): Promise<Found[]> {
  const folder = project.runtime.processes;
  const names = (await namesIn(folder)).filter((name) => /^.+-\d+(?:\.intent)?$/.test(name));
  const stray = names.filter((name) => !known.has(name.replace(/\.intent$/, "")));
  return Promise.all(stray.map((name) => fileOf("run_files", join(folder, name), "no run has this record any more")));
}

const hourMs = 60 * 60 * 1000;

/** Whoever writes a file anew does so in a moment; after an hour nobody will rename it any more. */
async function findTemporary({ project, context }: Ground): Promise<Found[]> {
  const { dir, specs, archive, locks, processes, store, prompts } = project.runtime;
  const folders = [dir, specs, archive, locks, processes, store, prompts, join(dir, "tmp")];
  const found = await Promise.all(
    folders.map(async (folder) => {
      const names = await namesIn(folder);
      const halves = names.filter((name) => isHalf(name) || (folder.endsWith("tmp") && name.endsWith("-prompt.md")));
      const reason = "left by a process that was killed while it wrote";
      return Promise.all(halves.map((name) => fileOf("temporary", join(folder, name), reason)));
    }),
  );
  const before = timestamp(new Date(context.now().getTime() - hourMs));
  return found.flat().filter(({ leaving }) => (leaving.modified_at ?? before) < before);
}

function isHalf(name: string): boolean {
  return /\.[0-9a-f]{8}-[0-9a-f-]{27}\.tmp$/.test(name) || /\.[0-9a-f]{24}\.tmp$/.test(name);
}

async function fileOf(kind: Leaving["kind"], path: string, reason: string): Promise<Found> {
  const remove = async () => {
    await rm(path, { recursive: true, force: true });
    return undefined;
  };
  return { leaving: await describe({ kind, path, reason }), remove };
}

async function describe(known: Pick<Leaving, "kind" | "path" | "reason" | "spec_id">): Promise<Leaving> {
  const path = known.path as string;
  const entry = await stat(path).catch(() => undefined);
  const size = entry?.isDirectory() ? await folderSize(path) : { bytes: entry?.size ?? 0, whole: true };
  return {
    ...known,
    ...{ bytes: size.bytes, whole: size.whole },
    ...(entry !== undefined && { modified_at: timestamp(entry.mtime) }),
  };
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch(() => []);
}
