import { lstatSync, statSync } from "node:fs";

/** What tells whether a file is still the one that was read: size, modification and change time (ms), inode. */
export type Stamp = readonly [size: number, modified: number, changed: number, inode: number];

/** Files this young may change again without a trace in their time. */
const settlingMs = 2_000;

/** The stamp of a file. Undefined for one that is gone, or too young to be known again. */
export function stampOf(path: string, link: boolean): Stamp | undefined {
  const { size, mtimeMs, ctimeMs, ino } = (link ? statSync : lstatSync)(path, { throwIfNoEntry: false }) ?? {};
  if (size === undefined || mtimeMs === undefined || ctimeMs === undefined || ino === undefined) return undefined;
  return Date.now() - Math.max(mtimeMs, ctimeMs) < settlingMs ? undefined : [size, mtimeMs, ctimeMs, ino];
}

/** Whether a file is in the state whose stamp begins at a place of a list of stamps. */
export function isStampAt(stamps: readonly number[], at: number, stamp: Stamp): boolean {
  return (
    stamps[at + 1] === stamp[1] && stamps[at] === stamp[0] && stamps[at + 2] === stamp[2] && stamps[at + 3] === stamp[3]
  );
}
