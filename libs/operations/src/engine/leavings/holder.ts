import { isCutOff } from "../control/cut-off.ts";
import { isStale, readLock } from "../control/lock.ts";
import { readLiveRecords } from "../run/live-records.ts";
import { awaitsMerge, runPaths } from "../run/run-record.ts";
import type { Ground } from "./leaving.ts";

/** Why what is a spec's must not be touched: a run that lives, waits for its merge or is not settled, or somebody's lock. */
export async function whyHeld({ project }: Ground, specId: string): Promise<string | undefined> {
  const { records, damaged } = await readLiveRecords(project.runtime);
  if (damaged.some(({ spec_id }) => spec_id === specId)) return "the record of its run cannot be read: chant recover";
  const live = records.find(({ spec_id }) => spec_id === specId);
  if (live !== undefined && awaitsMerge(live)) return `it is completed and waits: chant merge ${specId}`;
  if (live !== undefined && (await isCutOff(project, live))) return "its run was cut off: chant recover";
  if (live !== undefined) return `attempt ${live.attempt} is going on`;
  const { lock } = runPaths(project.runtime, { spec_id: specId, attempt: 0 });
  const owner = await readLock(lock);
  if (owner === undefined || (await isStale(owner))) return undefined;
  if (owner.damaged !== undefined) return `its lock cannot be read: chant unlock ${specId}`;
  return `process ${owner.pid} on ${owner.host} holds the spec since ${owner.since}`;
}
