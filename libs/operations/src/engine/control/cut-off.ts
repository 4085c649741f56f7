import { processState } from "@chant/providers";
import type { Place } from "../../kernel/place.ts";
import { readLock } from "./lock.ts";
import { awaitsMerge, runPaths, type RunRecord } from "../run/run-record.ts";

/** Whether nobody drives a live run any more: its process is known to be gone, and it does not just wait for a merge. */
export async function isCutOff(place: Place, record: RunRecord): Promise<boolean> {
  const holder = await readLock(runPaths(place.runtime, record).lock);
  if (holder === undefined) return !awaitsMerge(record);
  return (await processState(holder)) === "gone";
}
