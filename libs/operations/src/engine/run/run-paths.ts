import { join } from "node:path";
import type { ChantPaths } from "@chant/core/store";
import type { RunRecord } from "./run-record.ts";

/** Where the live record, the live files and the logs of one attempt are. */
export function runPaths(paths: ChantPaths, record: Pick<RunRecord, "spec_id" | "attempt">) {
  const processId = `${record.spec_id}-${record.attempt}`;
  const logs = join(paths.logs, record.spec_id);
  return {
    record: join(paths.processes, `${processId}.json`),
    directory: join(paths.processes, processId),
    logs,
    intent: join(paths.processes, `${processId}.intent`),
    settled: join(logs, `${record.attempt}.json`),
    damaged: join(logs, `${record.attempt}.damaged`),
    /** The spec as it was at the start, where git does not know it: the base of whatever is merged back. */
    spec_base: join(logs, `${record.attempt}.spec.md`),
    text_log: join(logs, `${record.attempt}.log`),
    event_log: join(logs, `${record.attempt}.jsonl`),
    latest_log: join(paths.logs, `${record.spec_id}.log`),
    lock: join(paths.locks, `${record.spec_id}.pid`),
  };
}
