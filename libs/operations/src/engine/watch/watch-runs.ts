import { findStranded, settleStranded, type Stranded } from "../control/recovery.ts";
import { awaitsMerge, listLiveRecords, readSettledRecord, type RunRecord } from "../run/run-record.ts";
import { attend, quietly, tellEnd, type Watcher } from "./watcher.ts";
import { counted } from "../counted.ts";

/** Tells which runs of others began and ended since the last look. Gives those that are going on, whoever drives them. */
export async function lookAtRuns(watcher: Watcher): Promise<RunRecord[]> {
  const { project, active, seen, log } = watcher;
  const live = (await listLiveRecords(project.runtime)).filter((record) => !awaitsMerge(record));
  const now = new Map(live.filter(({ spec_id: id }) => !active.has(id)).map((record) => [record.spec_id, record]));
  for (const [id, attempt] of seen) if (now.get(id)?.attempt !== attempt) await tellSettled(watcher, { id, attempt });
  const begun = [...now.values()].filter(({ spec_id: id, attempt }) => seen.get(id) !== attempt);
  if (begun.length > 0) log.say(`Watching ${counted(now.size, "in-progress spec")}: ${[...now.keys()].join(", ")}`);
  seen.clear();
  for (const { spec_id: id, attempt } of now.values()) seen.set(id, attempt);
  return live;
}

interface Attempt {
  readonly id: string;
  readonly attempt: number;
}

/** A run that was taken back before its agent started has left nothing. */
async function tellSettled(watcher: Watcher, { id, attempt }: Attempt): Promise<void> {
  const { runtime } = watcher.project;
  const settled = await readSettledRecord(runtime, { spec_id: id, attempt });
  const record = settled ?? (await listLiveRecords(runtime)).find(({ spec_id }) => spec_id === id);
  if (record?.attempt === attempt) tellEnd(watcher, record);
}

/** Settles the runs whose process died, each on its own. One whose agent still works is left to it until that ends. */
export async function settleRuns(watcher: Watcher): Promise<void> {
  const { project, active, orphans } = watcher;
  const stranded = (await findStranded(project)).filter(({ spec_id: id }) => !active.has(id));
  orphans.clear();
  for (const one of stranded) await attend(watcher, one.spec_id, () => settleOrWait(watcher, one));
}

async function settleOrWait(watcher: Watcher, one: Stranded): Promise<void> {
  const { log, options, orphans, seen } = watcher;
  const id = one.spec_id;
  if (one.agent === "running" && !isOverdue(watcher, one.record)) {
    orphans.add(id);
    return log.sayOnce(`${id} has lost its chant process; its agent goes on and is waited for`, id);
  }
  if (options.dry_run) return log.say(`${id} would be settled`, id);
  if (one.record !== undefined) log.say(`${id} was cut off in phase ${one.record.phase} → settling`, id);
  if (one.damaged !== undefined) log.say(`${id} was cut off, and its record cannot be read → settling`, id);
  const settled = await settleStranded({ project: watcher.project, context: quietly(watcher) }, one);
  if (typeof settled !== "object") return;
  seen.delete(id);
  tellEnd(watcher, settled);
}

/** Nobody else ends an agent whose time is over. */
function isOverdue({ context }: Watcher, record: RunRecord | undefined): boolean {
  const minutes = record?.options.timeout_minutes;
  if (record === undefined || minutes === undefined) return false;
  return context.now().getTime() - Date.parse(record.started_at) > minutes * 60_000;
}
