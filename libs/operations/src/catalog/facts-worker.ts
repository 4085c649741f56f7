import { parentPort } from "node:worker_threads";
import { factsJson, type FactsTask } from "./facts-json.ts";

// One thread of a pool: a task in, the facts of its files out.
parentPort?.on("message", (task: FactsTask) => parentPort?.postMessage(factsJson(task)));
