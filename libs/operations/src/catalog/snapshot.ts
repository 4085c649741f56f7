import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Stamp } from "./stamp.ts";

/**
 * What is known of the files of a folder, each with the stamp it was read at. Derived, and never needed: it may be missing,
 * damaged, old or unwritable at any time.
 *
 * Lines of ASCII, which Node reads fastest: a head, all stamps, all paths, the near values, which every reader wants, and
 * then one line a file, the far value, which is parsed when it is asked for.
 */
export interface Snapshot<Near> {
  /** Another one each time a snapshot is written; whatever was made from it can tell whether it still fits. */
  readonly generation: string;
  /** Paths in the folder, in the order they were written in. The other columns have the same order. */
  readonly paths: readonly string[];
  /** Four numbers a file. */
  readonly stamps: readonly number[];
  readonly near: readonly Near[];
  /** JSON */
  readonly far: readonly string[];
}

export interface SnapshotRecord<Near> {
  readonly path: string;
  readonly stamp: Stamp;
  readonly near: Near;
  /** JSON */
  readonly far: string;
}

/** Reads a snapshot; undefined when there is none of this version, whatever the reason. */
export function readSnapshot<Near>(file: string, version: string): Snapshot<Near> | undefined {
  try {
    return parseSnapshot(readFileSync(file, "latin1"), version);
  } catch {
    return undefined;
  }
}

function parseSnapshot<Near>(text: string, version: string): Snapshot<Near> | undefined {
  const [head = "", stamps = "", paths = "", near = "", ...far] = text.split("\n");
  const { version: found, generation } = JSON.parse(head) as { version: string; generation: string };
  if (found !== version) return undefined;
  const columns = {
    generation,
    paths: JSON.parse(paths) as readonly string[],
    stamps: JSON.parse(stamps) as readonly number[],
    near: JSON.parse(near) as readonly Near[],
    far,
  };
  // The last line is empty: a file that was cut off has one too few.
  return far.length === columns.paths.length + 1 ? columns : undefined;
}

/** Writes a snapshot in place of the last one and gives its generation; the last writer wins. Undefined when that cannot be. */
export function writeSnapshot<Near>(
  file: string,
  version: string,
  records: readonly SnapshotRecord<Near>[],
): string | undefined {
  const temporary = `${file}.${crypto.randomUUID()}.tmp`;
  const generation = crypto.randomUUID();
  const lines = [
    JSON.stringify({ version, generation }),
    JSON.stringify(records.flatMap((record) => record.stamp)),
    JSON.stringify(records.map((record) => record.path)),
    JSON.stringify(records.map((record) => record.near)),
    ...records.map((record) => record.far),
    "",
  ];
  try {
    makeStore(dirname(file));
    writeFileSync(temporary, toAscii(lines.join("\n")), "latin1");
    renameSync(temporary, file);
    return generation;
  } catch {
    rmSync(temporary, { force: true });
    return undefined;
  }
}

/** Makes the folder of derived files, which git is to leave alone whatever the project's own ignore file says. */
export function makeStore(folder: string): void {
  if (mkdirSync(folder, { recursive: true }) !== undefined) writeFileSync(join(folder, ".gitignore"), "*\n");
}

function toAscii(json: string): string {
  return json.replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
