import { link, lstat, mkdir, realpath, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { ChantError } from "@chant/core/errors";
import { createFileExclusively, ioError, readSpecBytes, syncFolder, type ChantPaths } from "@chant/core/store";
import { isCompressed, type Move } from "./move.ts";
import { isSame } from "./objections.ts";

/** A file that is in both places. */
export interface Placed extends Move {
  /** Whether it was put there now. */
  readonly created: boolean;
  /** Tells the state that was copied from a later one. */
  readonly state: string | undefined;
}

/**
 * Puts every file where it goes, durably, and leaves it where it was. What is there already is never overwritten: one that is
 * the same is taken for what an earlier try left. Throws STATE_TRANSITION, IO_DISK_FULL, IO_READ_ONLY, IO_FAILED, with
 * nothing left behind.
 */
export async function placeFiles(paths: ChantPaths, moves: readonly Move[]): Promise<readonly Placed[]> {
  const placed: Placed[] = [];
  try {
    await makeFolders(paths, moves);
    for (const move of moves) placed.push(await placeFile(move));
    await Promise.all(foldersOf(moves).map((folder) => syncFolder(folder)));
    return placed;
  } catch (error) {
    await takeBack(placed);
    throw error;
  }
}

function foldersOf(moves: readonly Move[]): string[] {
  return [...new Set(moves.map(({ to }) => dirname(to)))];
}

async function makeFolders(paths: ChantPaths, moves: readonly Move[]): Promise<void> {
  for (const folder of foldersOf(moves)) {
    await makeFolder(paths, dirname(folder));
    await makeFolder(paths, folder);
  }
}

/** A link in the way would lead somewhere else. */
async function makeFolder({ dir }: ChantPaths, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw ioError(folder, error);
  });
  const [top, real] = await Promise.all([realpath(dir), realpath(folder)]);
  if (real === join(top, relative(dir, folder))) return;
  const message = `${folder} leads to ${real}, where no spec of this project belongs.`;
  throw new ChantError("IO_FAILED", message, { fix: `ls -ld ${folder}`, details: { path: folder } });
}

async function placeFile(move: Move): Promise<Placed> {
  const { from, to, entry } = move;
  const state = await stateOf(from);
  if (await createAt(from, to)) return { ...move, created: true, state };
  if (isSame(from, to)) return { ...move, created: false, state };
  const message = `${to} is there already, so ${entry.id} stays where it is.`;
  throw new ChantError("STATE_TRANSITION", message, { fix: `diff ${from} ${to}`, details: { spec_id: entry.id } });
}

async function stateOf(path: string): Promise<string | undefined> {
  const stats = await lstat(path).catch(() => undefined);
  return stats && `${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}

/** A second name for the file, so that no byte of it is written; false where the name is taken. */
async function createAt(from: string, to: string): Promise<boolean> {
  try {
    if (isCompressed(from) !== isCompressed(to)) return await copyAt(from, to);
    await link(from, to);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return false;
    // Two file systems share no file.
    if (code === "EXDEV") return copyAt(from, to);
    throw ioError(to, error);
  }
}

async function copyAt(from: string, to: string): Promise<boolean> {
  return createFileExclusively(to, readSpecBytes(from));
}

/** Undoes what was placed by this try. */
export async function takeBack(placed: readonly Placed[]): Promise<void> {
  for (const { to, created } of placed) if (created) await rm(to, { force: true }).catch(() => undefined);
  await removeEmpty(foldersOf(placed));
}

/** Removes every file from where it was. An edit that came meanwhile goes along instead of being lost. */
export async function removeSources(placed: readonly Placed[]): Promise<void> {
  for (const { from, to, state } of placed) {
    const isEdited = (await stateOf(from)) !== state && !(await isOneFile(from, to));
    if (!isEdited) await rm(from, { force: true });
    else if (isCompressed(from) === isCompressed(to)) await rename(from, to).catch(ignoreMissing);
  }
  await removeEmpty([...new Set(placed.map(({ from }) => dirname(from)))]);
}

async function isOneFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => lstat(path).catch(() => undefined)));
  return a !== undefined && a.ino === b?.ino && a.dev === b.dev;
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}

/** A folder of a day that has no specs any more. The folders of all specs stay. */
async function removeEmpty(folders: readonly string[]): Promise<void> {
  for (const folder of folders) if (dirname(folder).endsWith("archive")) await rmdir(folder).catch(() => undefined);
}
