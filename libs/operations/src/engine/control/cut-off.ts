import { processState } from "@chant/providers";
import type { Place } from "../../kernel/place.ts";
import type { DamagedRecord } from "../run/live-records.ts";
import { pathExists } from "../path-exists.ts";
import { readLock, type LockOwner } from "./lock.ts";
import { awaitsMerge, runPaths, type RunRecord } from "../run/run-record.ts";

/** Whether nobody drives a live run any more: its process is known to be gone, and it does not just wait for a merge. */
export async function isCutOff({ runtime }: Place, record: RunRecord | DamagedRecord): Promise<boolean> {
  const at = runPaths(runtime, record);
  const holder = await readLock(at.lock);
  const isLeft = holder === undefined ? "why" in record || !awaitsMerge(record) : await isGone(holder, record);
  // Whoever ends a run settles its record before the lock goes: one that is not there any more has ended just now.
  return isLeft && (await pathExists("path" in record ? record.path : at.record));
}

async function isGone(holder: LockOwner, record: RunRecord | DamagedRecord): Promise<boolean> {
  const supervisor = holder.damaged !== undefined && "supervisor" in record ? record.supervisor : holder;
  return (await processState(supervisor)) === "gone";
}
