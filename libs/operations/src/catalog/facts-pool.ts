import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { SpecFile } from "@chant/core/store";
import { factsJson, type FactsTask } from "./facts-json.ts";

/** Compiled beside this file; where sources run as they are, there is none. */
const workerFile = new URL("./facts-worker.js", import.meta.url);

/** Files that a thread is given at once. It has the next ones already while it answers. */
const chunk = 16;

/** This thread looks up from its own work after as many. */
const few = 4;

export interface PoolTask extends FactsTask {
  /** The facts of the file at a place, for this thread, which has read it already. */
  readonly compute: (place: number) => string;
}

/** The facts of many files as JSON, computed in this thread and in others at once; in this one where those cannot be started. */
export async function runInWorkers(task: PoolTask): Promise<string[]> {
  if (!existsSync(workerFile)) return task.files.map((_, place) => task.compute(place));
  try {
    return await runPool(task);
  } catch {
    return factsJson(task);
  }
}

interface Chunk {
  readonly from: number;
  readonly files: readonly SpecFile[];
}

async function runPool({ files, words, compute }: PoolTask): Promise<string[]> {
  const found: string[] = [];
  let next = 0;
  const take = (count: number): Chunk | undefined => {
    if (next >= files.length) return undefined;
    const from = next;
    next = Math.min(from + count, files.length);
    return { from, files: files.slice(from, next) };
  };
  const keep = (from: number, facts: readonly string[]) => {
    for (const [index, json] of facts.entries()) found[from + index] = json;
  };
  const others = Math.min(Math.max(availableParallelism() - 1, 1), 7, Math.ceil(files.length / chunk));
  const threads = Array.from({ length: others }, () => runThread({ words, take: () => take(chunk), keep }));
  const own = async () => {
    for (let part = take(few); part !== undefined; part = take(few)) {
      const { from } = part;
      keep(
        from,
        part.files.map((_, index) => compute(from + index)),
      );
      await setImmediate();
    }
  };
  await Promise.all([...threads, own()]);
  return found;
}

interface Thread {
  readonly words: FactsTask["words"];
  take(): Chunk | undefined;
  keep(from: number, facts: readonly string[]): void;
}

/** One thread until nothing is left. */
async function runThread({ words, take, keep }: Thread): Promise<void> {
  const worker = new Worker(workerFile);
  const open: number[] = [];
  const send = () => {
    const part = take();
    if (part === undefined) return;
    open.push(part.from);
    worker.postMessage({ files: part.files, words } satisfies FactsTask);
  };
  try {
    await new Promise<void>((resolve, reject) => {
      worker.on("error", reject);
      worker.on("exit", resolve);
      worker.on("message", (facts: string[]) => {
        // It answers in the order that it is asked in.
        keep(open.shift() as number, facts);
        send();
        if (open.length === 0) resolve();
      });
      send();
      send();
      if (open.length === 0) resolve();
    });
    if (open.length > 0) throw new Error("A thread ended before its work.");
  } finally {
    await worker.terminate();
  }
}
