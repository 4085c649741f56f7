import { lstatSync } from "node:fs";
import { sep } from "node:path";
import type { SnapshotIndex } from "./snapshot.ts";
import { isStateAt } from "../kernel/stamp.ts";

/**
 * Which files of a snapshot are as it says. Threads that share one take turns in what is still to be looked at, so that
 * one that comes late, or never, only means that the others do more.
 */
export interface FileCheck {
  /** The next part that nobody has taken. */
  readonly next: Int32Array;
  /** Of each part, whether it has been looked at. */
  readonly done: Uint8Array;
  /** Of each file, whether it is as it was. */
  readonly same: Uint8Array;
  /** Of the snapshot that another thread goes by, as ASCII. */
  readonly generation: Uint8Array;
}

const part = 256;

const generationLength = 36;

/** Memory for so many files, which threads can share. */
export function allocateCheck(files: number): SharedArrayBuffer {
  return new SharedArrayBuffer(4 + generationLength + Math.ceil(files / part) + files);
}

export function openCheck(memory: SharedArrayBuffer): FileCheck {
  const start = 4 + generationLength;
  const parts = Math.ceil((memory.byteLength - start) / (part + 1));
  return {
    next: new Int32Array(memory, 0, 1),
    generation: new Uint8Array(memory, 4, generationLength),
    done: new Uint8Array(memory, start, parts),
    same: new Uint8Array(memory, start + parts),
  };
}

/** Looks at the files that no other thread has taken. */
export function takePart(folder: string, index: SnapshotIndex, check: FileCheck): void {
  const parts = Math.ceil(index.paths.length / part);
  for (let taken = take(check); taken < parts; taken = take(check)) look(folder, index, { ...check, taken });
}

function take({ next }: FileCheck): number {
  return Atomics.add(next, 0, 1);
}

/** Looks at what another thread took and is not done with. */
export function finishParts(folder: string, index: SnapshotIndex, check: FileCheck): void {
  const parts = Math.ceil(index.paths.length / part);
  for (let taken = 0; taken < parts; taken++)
    if (Atomics.load(check.done, taken) === 0) look(folder, index, { ...check, taken });
}

interface Part extends FileCheck {
  readonly taken: number;
}

function look(folder: string, { paths, stamps }: SnapshotIndex, { same, done, taken }: Part): void {
  const end = Math.min(paths.length, (taken + 1) * part);
  for (let place = taken * part; place < end; place++) {
    const stats = lstatSync(`${folder}${sep}${paths[place]}`, { throwIfNoEntry: false });
    if (stats !== undefined && isStateAt(stamps, place, stats)) same[place] = 1;
  }
  Atomics.store(done, taken, 1);
}
