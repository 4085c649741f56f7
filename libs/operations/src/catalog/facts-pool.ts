import { once } from "node:events";
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { factsJson, type FactsTask } from "./facts-json.ts";

/** Compiled beside this file; where sources run as they are, there is none. */
const workerFile = new URL("./facts-worker.js", import.meta.url);

const chunk = 64;

/** The facts of many files, computed in worker threads; in this one where those cannot be started. */
export async function runInWorkers(task: FactsTask): Promise<string[]> {
  if (!existsSync(workerFile)) return factsJson(task);
  try {
    return await runPool(task);
  } catch {
    return factsJson(task);
  }
}

async function runPool({ files, words }: FactsTask): Promise<string[]> {
  const chunks = Array.from({ length: Math.ceil(files.length / chunk) }, (_, index) => index * chunk);
  const found: string[][] = [];
  const next = () => chunks.shift();
  const size = Math.min(availableParallelism(), 8, chunks.length);
  const threads = Array.from({ length: size }, async () => {
    const worker = new Worker(workerFile);
    try {
      for (let from = next(); from !== undefined; from = next()) {
        found[from / chunk] = await ask(worker, { files: files.slice(from, from + chunk), words });
      }
    } finally {
      await worker.terminate();
    }
  });
  await Promise.all(threads);
  return found.flat();
}

async function ask(worker: Worker, task: FactsTask): Promise<string[]> {
  worker.postMessage(task);
  // Rejects when the worker fails.
  const [answer] = (await once(worker, "message")) as [string[]];
  return answer;
}
