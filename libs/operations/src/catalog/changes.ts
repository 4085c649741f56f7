import { listSpecFiles, type SpecFile, type SpecFiles } from "@chant/core/store";
import { allocateCheck, finishParts, openCheck, takePart, type FileCheck } from "./file-check.ts";
import { hasOnlyKnown } from "./known-folder.ts";
import type { SnapshotIndex } from "./snapshot.ts";
import { isStateAt, stateOf, toStamp, type Stamp } from "../kernel/stamp.ts";

/** How the spec files of a folder differ from what a snapshot knows of them. */
export interface Changes {
  /** Places in the snapshot of what is gone, or not as it was. */
  readonly lost: readonly number[];
  /** What has to be read. */
  readonly fresh: readonly FreshFile[];
}

interface FreshFile extends SpecFile {
  /** Undefined while it may change without a trace. */
  readonly stamp: Stamp | undefined;
}

interface Known extends SpecFiles {
  /** The snapshot's file. */
  readonly file: string;
  readonly snapshot: SnapshotIndex | undefined;
  /** What another thread sees of the files. */
  readonly shared?: FileCheck | undefined;
}

/** Looks at every spec file below a folder, with another thread where one shares the check. Opens none of them. */
export function findChanges(folder: string, { file: remembered, snapshot, shared, ...files }: Known): Changes {
  if (snapshot === undefined) return { lost: [], fresh: listSpecFiles(folder, files).map(toFresh) };
  const same = checkFiles(folder, snapshot, shared);
  const toPlaces = () => new Map(snapshot.paths.map((path, place) => [path, place]));
  const names = { generation: snapshot.generation, file: `${remembered}.folder`, names: toPlaces };
  if (same.indexOf(0) === -1 && hasOnlyKnown(folder, names)) return { lost: [], fresh: [] };
  const places = toPlaces();
  const fresh: FreshFile[] = [];
  for (const file of listSpecFiles(folder, files)) {
    const path = file.path.slice(folder.length + 1);
    const place = places.get(path);
    if (place !== undefined && (same[place] === 1 || isSameLink(file, snapshot, place))) places.delete(path);
    else fresh.push(toFresh(file));
  }
  return { lost: [...places.values()], fresh };
}

function checkFiles(folder: string, snapshot: SnapshotIndex, shared: FileCheck | undefined): Uint8Array {
  const { length } = snapshot.paths;
  const check = shared !== undefined && shared.same.length >= length ? shared : openCheck(allocateCheck(length));
  takePart(folder, snapshot, check);
  finishParts(folder, snapshot, check);
  const other = Buffer.from(check.generation).toString("latin1");
  // What another thread saw counts only if it went by the same snapshot; one that never came went by none.
  const isOne = other === snapshot.generation || other.startsWith("\0");
  return isOne ? check.same.subarray(0, length) : checkFiles(folder, snapshot, undefined);
}

/** A link is known by what it leads to. */
function isSameLink({ path, link }: SpecFile, { stamps }: SnapshotIndex, place: number): boolean {
  const state = link ? stateOf(path, link) : undefined;
  return state !== undefined && isStateAt(stamps, place, state);
}

function toFresh(file: SpecFile): FreshFile {
  const state = stateOf(file.path, file.link);
  return { ...file, stamp: state && toStamp(state) };
}
