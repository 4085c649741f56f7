import { completeDriversOf } from "../dispatch/drivers.ts";
import { callEndHooks } from "./hooks.ts";
import { awaitsMerge, settleRecord } from "./run-record.ts";
import type { Run } from "./run.ts";

/**
 * Ends a run whose outcome is written: calls the hooks that have not been called, settles the record, unless it waits for a
 * merge, releases the lock and completes the drivers that waited for it alone. Idempotent.
 */
export async function endRun(run: Run): Promise<void> {
  await callEndHooks(run);
  run.context.crashPoint("hooks:after");
  if (!awaitsMerge(run.record)) await settleRecord(run.project.runtime, run.record);
  await run.lock.release();
  await completeDriversOf(run, run.record.spec_id);
}
