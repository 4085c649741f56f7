import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { allocateCheck, openCheck, type FileCheck } from "./file-check.ts";

/** Compiled beside this file; where sources run as they are, there is none. */
const workerFile = new URL("./look-ahead-worker.js", import.meta.url);

/** Bytes of a snapshot below which the files are looked at sooner than a thread has started: some two thousand specs. */
const worthwhile = 1_000_000;

/** Bytes that every file takes at least in a snapshot. */
const smallest = 64;

interface Ahead {
  readonly folder: string;
  readonly check: FileCheck;
}

let ahead: Ahead | undefined;

/**
 * Begins to look at the spec files of the project around a folder, in a thread of its own, so that loading the program and
 * looking at ten thousand files take place at once. Only for a program that is about to read them, once.
 */
export function lookAhead(cwd: string): void {
  const found = findSnapshot(cwd);
  if (found === undefined || !existsSync(workerFile)) return;
  const folder = join(found.root, ".chant", "specs");
  const memory = allocateCheck(Math.ceil(found.size / smallest));
  const worker = new Worker(workerFile, { workerData: { folder, snapshot: snapshotIn(found.root), memory } });
  // What it does not do is done here: neither its failure nor its end is waited for.
  worker.on("error", () => undefined).unref();
  ahead = { folder, check: openCheck(memory) };
}

/** What another thread has seen of a folder's files so far, and goes on to see; once, and undefined where nobody looks. */
export function takeAhead(folder: string): FileCheck | undefined {
  if (ahead?.folder !== folder) return undefined;
  const { check } = ahead;
  ahead = undefined;
  return check;
}

function findSnapshot(folder: string): { root: string; size: number } | undefined {
  const size = statSync(snapshotIn(folder), { throwIfNoEntry: false })?.size ?? 0;
  if (size >= worthwhile) return { root: folder, size };
  const parent = dirname(folder);
  return parent === folder || existsSync(join(folder, ".chant")) ? undefined : findSnapshot(parent);
}

function snapshotIn(root: string): string {
  return join(root, ".chant", ".store", "specs.snapshot");
}
