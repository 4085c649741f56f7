import { lstatSync, statSync, type Stats } from "node:fs";

/** What tells whether a file is still the one that was read: size, modification and change time (ms), inode. */
export type Stamp = readonly [size: number, modified: number, changed: number, inode: number];

/** Files this young may change again without a trace in their time. */
const settlingMs = 2_000;

/** The state of a file; undefined for one that is gone, or too young to be known again. */
export function stateOf(path: string, link: boolean): Stats | undefined {
  const stats = (link ? statSync : lstatSync)(path, { throwIfNoEntry: false });
  if (stats === undefined || Date.now() - Math.max(stats.mtimeMs, stats.ctimeMs) < settlingMs) return undefined;
  return stats;
}

export function toStamp({ size, mtimeMs, ctimeMs, ino }: Stats): Stamp {
  return [size, mtimeMs, ctimeMs, ino];
}

/** Four numbers a file, one file after the other. */
export type Stamps = ArrayLike<number>;

/** Whether a file is in the state that a list of stamps has at a place. */
export function isStateAt(stamps: Stamps, place: number, { size, mtimeMs, ctimeMs, ino }: Stats): boolean {
  const at = place * 4;
  return stamps[at + 1] === mtimeMs && stamps[at] === size && stamps[at + 2] === ctimeMs && stamps[at + 3] === ino;
}

export function stampAt(stamps: Stamps, place: number): Stamp {
  return [0, 1, 2, 3].map((part) => stamps[place * 4 + part]) as unknown as Stamp;
}

export function isSameStamp(one: Stamp, other: Stamp): boolean {
  return one.every((part, index) => part === other[index]);
}
