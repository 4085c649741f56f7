import { closeSync, mkdirSync, openSync, readFileSync, readSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { replaceDerived, toAscii } from "../kernel/derived-file.ts";
import type { Stamp, Stamps } from "../kernel/stamp.ts";

/**
 * What is known of the files of a folder, each with the stamp it was read at. Derived, and never needed: it may be missing,
 * damaged, old or unwritable at any time.
 *
 * Lines of ASCII, which Node reads fastest: a head of a fixed length, all stamps, all paths, the near values, which every
 * reader wants, and then one line a file, the far value, which is not even read until somebody asks for one.
 */
export interface Snapshot<Near> extends SnapshotIndex {
  readonly near: readonly Near[];
  /** The far value at a place, JSON; undefined when it cannot be read. */
  far(place: number): string | undefined;
}

/** What tells which files are as they were. */
export interface SnapshotIndex {
  /** Another one each time a snapshot is written; whatever was made from it can tell whether it still fits. */
  readonly generation: string;
  /** Paths in the folder, in the order they were written in. The other columns have the same order. */
  readonly paths: readonly string[];
  readonly stamps: Stamps;
}

export interface SnapshotRecord<Near> {
  readonly path: string;
  readonly stamp: Stamp;
  readonly near: Near;
  /** JSON */
  readonly far: string;
}

interface Head {
  readonly version: string;
  readonly generation: string;
  /** Bytes of the lines of stamps and paths. */
  readonly index: number;
  /** Bytes of these and of the near values. */
  readonly near: number;
}

const headLength = 256;

/** Reads a snapshot; undefined when there is none of this version, whatever the reason. */
export function readSnapshot<Near>(file: string, version: string): Snapshot<Near> | undefined {
  try {
    return parseSnapshot(file, version);
  } catch {
    return undefined;
  }
}

function parseSnapshot<Near>(file: string, version: string): Snapshot<Near> | undefined {
  const { head, text } = readLines(file, "near");
  if (head.version !== version) return undefined;
  const index = parseIndex(head, text);
  let lines: readonly string[] | undefined;
  return {
    ...index,
    near: JSON.parse(text.slice(head.index)) as readonly Near[],
    far: (place) => (lines ??= readFar(file, { generation: head.generation, count: index.paths.length }))[place],
  };
}

/** Reads what tells which files are as they were, of a snapshot of any version; undefined when that cannot be. */
export function readIndex(file: string): SnapshotIndex | undefined {
  try {
    const { head, text } = readLines(file, "index");
    return parseIndex(head, text);
  } catch {
    return undefined;
  }
}

function parseIndex({ generation, index }: Head, text: string): SnapshotIndex {
  const [stamps = "", names = ""] = text.slice(0, index).split("\n");
  const paths = JSON.parse(names) as readonly string[];
  return { generation, paths, stamps: decodeStamps(stamps, paths.length) };
}

function readLines(file: string, until: "index" | "near"): { head: Head; text: string } {
  const handle = openSync(file, "r");
  try {
    const head = JSON.parse(readPart(handle, 0, headLength)) as Head;
    return { head, text: readPart(handle, headLength, head[until]) };
  } finally {
    closeSync(handle);
  }
}

function readPart(handle: number, from: number, length: number): string {
  const buffer = Buffer.allocUnsafe(length);
  if (readSync(handle, buffer, 0, length, from) !== length) throw new Error("The file is cut off.");
  return buffer.toString("latin1");
}

/** All far values; none when the file is another one by now, or cut off. */
function readFar(file: string, { generation, count }: { generation: string; count: number }): readonly string[] {
  try {
    const text = readFileSync(file, "latin1");
    const head = JSON.parse(text.slice(0, headLength)) as Head;
    const lines = text.slice(headLength + head.near).split("\n");
    // The last line is empty: a file that was cut off has one too few.
    return head.generation === generation && lines.length === count + 1 ? lines : [];
  } catch {
    return [];
  }
}

/** Writes a snapshot in place of the last one and gives its generation; the last writer wins. Undefined when that cannot be. */
export function writeSnapshot<Near>(
  file: string,
  version: string,
  records: readonly SnapshotRecord<Near>[],
): string | undefined {
  const generation = crypto.randomUUID();
  const stamps = encodeStamps(records.map((record) => record.stamp));
  const index = `${stamps}\n${toAscii(JSON.stringify(records.map((record) => record.path)))}\n`;
  const near = `${index}${toAscii(JSON.stringify(records.map((record) => record.near)))}\n`;
  const sizes = { index: index.length, near: near.length };
  const head = JSON.stringify({ version, generation, ...sizes } satisfies Head).padEnd(headLength);
  const far = [...records.map((record) => toAscii(record.far)), ""].join("\n");
  return canMakeStore(dirname(file)) && replaceDerived(file, head + near + far) ? generation : undefined;
}

function canMakeStore(folder: string): boolean {
  try {
    makeStore(folder);
    return true;
  } catch {
    return false;
  }
}

/** Makes the folder of derived files, which git is to leave alone whatever the project's own ignore file says. */
export function makeStore(folder: string): void {
  if (mkdirSync(folder, { recursive: true }) !== undefined) writeFileSync(join(folder, ".gitignore"), "*\n");
}

/** Bytes are read ten times as fast as decimals. */
function encodeStamps(stamps: readonly Stamp[]): string {
  return Buffer.from(Float64Array.from(stamps.flat()).buffer).toString("base64");
}

function decodeStamps(text: string, count: number): Stamps {
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  if (bytes.length !== count * 32) throw new Error("The stamps are cut off.");
  return new Float64Array(bytes.buffer);
}
