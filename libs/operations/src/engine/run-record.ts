import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Status } from "@chant/core";
import { replaceOwnFile, type ChantPaths } from "@chant/core/store";
import type { ErrorClass, ProcessIdentity } from "@chant/providers";

/** The phases of a run in order; a record names the last one that was reached. */
export const phases = ["locked", "checked", "branched", "running", "judged", "finalized", "merged", "cleaned"] as const;

export type Phase = (typeof phases)[number];

export type Outcome = "completed" | "failed" | "needs_attention" | "paused";

/** What a run was found to have achieved, and why. */
export interface Verdict {
  readonly outcome: Outcome;
  /** One word for programs, such as `no_changes`, `criteria_open`, `leftover_changes`, `exit`. */
  readonly reason: string;
  /** One sentence for people. */
  readonly message: string;
  readonly error_class?: ErrorClass | "no_changes" | "setup";
  readonly criteria_open?: readonly string[];
  readonly files?: readonly string[];
  readonly waivers?: readonly Waiver[];
}

export interface Waiver {
  readonly gate: string;
  readonly by: string;
  readonly at: string;
  readonly reason: string;
}

export interface RunOptions {
  readonly allow_no_commits: boolean;
  readonly skip_criteria: boolean;
  readonly skip_approval: boolean;
  readonly skip_deps: boolean;
  readonly merge: boolean;
  readonly timeout_minutes?: number;
  readonly idle_timeout_minutes?: number;
}

interface Usage {
  readonly input_tokens: number;
  readonly output_tokens: number;
  readonly cache_read_tokens?: number;
  readonly cache_creation_tokens?: number;
  readonly turns?: number;
}

export type MergeResult =
  | { readonly state: "intended"; readonly old: string; readonly new: string; readonly fast_forward: boolean }
  | { readonly state: "merged"; readonly commit: string; readonly fast_forward: boolean }
  | { readonly state: "refused"; readonly reason: string; readonly message: string; readonly files: readonly string[] };

/** One attempt of one agent at one spec: the only source for what is going on. Times are UTC. */
export interface RunRecord {
  readonly process_id: string;
  readonly spec_id: string;
  readonly attempt: number;
  readonly mode: "single";
  readonly phase: Phase;
  /** Whether the spec file is tracked by git; otherwise it is copied in and merged back as a file. */
  readonly tracked: boolean;
  /** Whether the user had uncommitted edits of the spec when the run was checked. */
  readonly edited: boolean;
  /** The spec's path in the repository, with forward slashes. */
  readonly spec_path: string;
  readonly status_before: Status;
  readonly target: string;
  /** Whether the target is the branch checked out where the spec's file lies. */
  readonly target_checked_out: boolean;
  readonly branch: string;
  /** Whether branch and worktree are those of an earlier attempt. */
  readonly continued: boolean;
  readonly base_commit?: string;
  readonly worktree?: string;
  readonly supervisor: ProcessIdentity;
  readonly agent?: ProcessIdentity;
  readonly provider: string;
  readonly model?: string;
  readonly prompt: string;
  readonly intent: "run" | "pause";
  readonly options: RunOptions;
  /** Who passed the flags that waive a gate: git's `Name <email>`. */
  readonly waived_by?: string;
  readonly started_at: string;
  readonly ended_at?: string;
  readonly exit_code?: number;
  readonly session?: string;
  readonly error?: { readonly class: ErrorClass; readonly message: string };
  readonly usage?: Usage;
  readonly cost?: number;
  readonly commits: readonly string[];
  readonly verdict?: Verdict;
  readonly merge?: MergeResult;
  /** Files that `worktree.setup` brought: never leftovers of the agent. */
  readonly setup_files?: readonly string[];
}

/** Where the live record, the live files and the logs of one attempt are. */
export function runPaths(paths: ChantPaths, record: Pick<RunRecord, "spec_id" | "attempt">) {
  const processId = `${record.spec_id}-${record.attempt}`;
  const logs = join(paths.logs, record.spec_id);
  return {
    record: join(paths.processes, `${processId}.json`),
    directory: join(paths.processes, processId),
    logs,
    settled: join(logs, `${record.attempt}.json`),
    text_log: join(logs, `${record.attempt}.log`),
    event_log: join(logs, `${record.attempt}.jsonl`),
    latest_log: join(paths.logs, `${record.spec_id}.log`),
    lock: join(paths.locks, `${record.spec_id}.pid`),
  };
}

/** Writes a live record: durable, one write a transition. */
export async function writeRecord(paths: ChantPaths, record: RunRecord): Promise<void> {
  await mkdir(paths.processes, { recursive: true, mode: 0o700 });
  await replaceOwnFile(runPaths(paths, record).record, serialize(record));
}

/** Moves a record to the logs of its spec and removes the attempt's live files: nothing is going on any more. */
export async function settleRecord(paths: ChantPaths, record: RunRecord): Promise<void> {
  const at = runPaths(paths, record);
  await mkdir(at.logs, { recursive: true, mode: 0o700 });
  await replaceOwnFile(at.record, serialize(record));
  await rename(at.record, at.settled);
  await rm(at.directory, { recursive: true, force: true });
}

/** All live records. */
export async function listLiveRecords(paths: ChantPaths): Promise<RunRecord[]> {
  const names = await readdir(paths.processes).catch(ignoreMissing);
  const files = (names ?? []).filter((name) => name.endsWith(".json"));
  const records = await Promise.all(files.map((name) => readRecord(join(paths.processes, name))));
  return records.filter((record) => record !== undefined);
}

/** The live record of a spec, if any. */
export async function findLiveRecord(paths: ChantPaths, specId: string): Promise<RunRecord | undefined> {
  return (await listLiveRecords(paths)).find((record) => record.spec_id === specId);
}

/** The numbers of the settled attempts of a spec, ascending. */
export async function listAttempts(paths: ChantPaths, specId: string): Promise<number[]> {
  const names = await readdir(join(paths.logs, specId)).catch(ignoreMissing);
  const numbers = (names ?? []).map((name) => /^(\d+)\.json$/.exec(name)?.[1]).filter((n) => n !== undefined);
  return numbers.map(Number).sort((a, b) => a - b);
}

/** The latest settled record of a spec, if any. */
export async function findLatestRecord(paths: ChantPaths, specId: string): Promise<RunRecord | undefined> {
  const attempt = (await listAttempts(paths, specId)).at(-1);
  return attempt === undefined ? undefined : readRecord(runPaths(paths, { spec_id: specId, attempt }).settled);
}

/** Whether a live record only waits for somebody to merge its branch. */
export function awaitsMerge(record: RunRecord): boolean {
  return record.verdict?.outcome === "completed" && record.phase === "finalized" && !record.options.merge;
}

async function readRecord(path: string): Promise<RunRecord | undefined> {
  const text = await readFile(path, "utf8").catch(ignoreMissing);
  return text === undefined ? undefined : (JSON.parse(text) as RunRecord);
}

function serialize(record: RunRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw error;
}
