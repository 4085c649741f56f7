import { stat } from "node:fs/promises";
import * as z from "zod";
import type { Project } from "../../kernel/project.ts";
import { findStranded } from "../control/recovery.ts";
import { findLatestRecord, listLiveRecords, runPaths, type RunRecord } from "../run/run-record.ts";
import { loadSpecs, timestamp } from "../specs/specs.ts";
import { openWatchMemory } from "./watch-memory.ts";

/** A worktree in which something goes on, or failed. */
export const watchedWorktree = z.object({
  spec_id: z.string(),
  path: z.string(),
  status: z
    .enum(["working", "done", "failed", "unknown"])
    .describe("unknown: its chant process and its agent are gone, and nothing is settled"),
  updated_at: z.string(),
  error: z.string().nullable(),
  commits: z.array(z.string()),
});

/** A failed spec that is tried again. */
export const watchedRetry = z.object({
  spec_id: z.string(),
  attempt: z.number().describe("The attempt that failed"),
  due: z.string(),
});

type Watched = z.output<typeof watchedWorktree>;

/** The worktrees of the runs that are going on, and of specs that failed, as the run records tell them. */
export async function listWatched(project: Project): Promise<Watched[]> {
  const [live, stranded, failed] = await Promise.all([
    listLiveRecords(project.runtime),
    findStranded(project),
    failedRecords(project),
  ]);
  const ended = new Set(stranded.filter(({ agent }) => agent !== "running").map(({ spec_id }) => spec_id));
  const going = live.map((record) => toWatched(project, record, liveStatus(record, ended)));
  const kept = failed.map((record) => toWatched(project, record, "failed"));
  return (await Promise.all([...going, ...kept])).flat();
}

function liveStatus({ verdict, spec_id }: RunRecord, ended: ReadonlySet<string>): Watched["status"] {
  if (verdict?.outcome === "completed") return "done";
  return ended.has(spec_id) ? "unknown" : "working";
}

async function failedRecords(project: Project): Promise<RunRecord[]> {
  const failed = (await loadSpecs(project)).active.filter(({ status }) => status === "failed");
  const records = await Promise.all(failed.map(({ id }) => findLatestRecord(project.runtime, id)));
  return records.filter((record) => record?.verdict?.outcome === "failed") as RunRecord[];
}

async function toWatched({ runtime }: Project, record: RunRecord, status: Watched["status"]): Promise<Watched[]> {
  const { spec_id, worktree: path, started_at, commits, verdict } = record;
  if (path === undefined || !(await isThere(path))) return [];
  const at = runPaths(runtime, record);
  const file = await stat(status === "failed" ? at.settled : at.record).catch(() => undefined);
  const updated_at = file === undefined ? started_at : timestamp(file.mtime);
  const error = verdict === undefined || verdict.outcome === "completed" ? null : verdict.message;
  return [{ spec_id, path, status, updated_at, error, commits: [...commits] }];
}

/** What watch has scheduled and not done yet. */
export async function listRetries(project: Project): Promise<z.output<typeof watchedRetry>[]> {
  const memory = await openWatchMemory(project, { readOnly: true });
  return (await failedRecords(project)).flatMap(({ spec_id, attempt }) => {
    const { due, given_up } = memory.of(spec_id);
    return due?.attempt === attempt && given_up !== attempt ? [{ spec_id, attempt, due: due.at }] : [];
  });
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
