import { workerData } from "node:worker_threads";
import { openCheck, takePart } from "./file-check.ts";
import { readIndex } from "./snapshot.ts";

interface Task {
  readonly folder: string;
  readonly snapshot: string;
  readonly memory: SharedArrayBuffer;
}

// Looks at the files of a folder while the program is still loading, and beside it afterwards.
const { folder, snapshot, memory } = workerData as Task;
const check = openCheck(memory);
const index = readIndex(snapshot);
if (index !== undefined && index.paths.length <= check.same.length) {
  check.generation.set(Buffer.from(index.generation, "latin1"));
  takePart(folder, index, check);
}
