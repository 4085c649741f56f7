import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Status } from "@chant/core";
import { replaceOwnFile, type ChantPaths } from "@chant/core/store";
import type { ErrorClass, ProcessIdentity } from "@chant/providers";
import { damagedError, readLiveRecords } from "./live-records.ts";
import { isUnreadable, readRecord } from "./read-record.ts";
import { runPaths } from "./run-paths.ts";
import type { Intent, Phase } from "./run-phase.ts";

export { intents, phases, type Intent, type Phase } from "./run-phase.ts";
export { runPaths } from "./run-paths.ts";

/** Who starts runs one after the other or side by side, and why. */
export type RunMode = "single" | "chain" | "parallel";

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
  /** How it is merged, where that is not what the config says. */
  readonly strategy?: "ff_or_merge" | "no_ff" | "squash";
  /** The branch stays when it is merged. */
  readonly keep_branch?: boolean;
  /** USD that the run may cost. */
  readonly max_cost?: number;
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
  | {
      readonly state: "merged";
      readonly commit: string;
      readonly fast_forward: boolean;
      /** The target had it all already, maybe as other commits. */
      readonly elsewhere?: boolean;
    }
  | { readonly state: "refused"; readonly reason: string; readonly message: string; readonly files: readonly string[] };

/** What a run has of its branch on a remote. */
export interface Claim {
  readonly remote: string;
  /** What was pushed there last. */
  readonly commit: string;
  /** `asked`: nobody knows what became of it. */
  readonly state: "asked" | "held" | "refused";
}

/** A merge of the target into the branch of a run, which begins before its agent does. */
export interface Resolution {
  /** The branch's commit before, once the merge has begun. */
  readonly from?: string;
  /** The target's commit. */
  readonly onto: string;
  /** The files in conflict. */
  readonly files: readonly string[];
}

/** One attempt of one agent at one spec: the only source for what is going on. Times are UTC. */
export interface RunRecord {
  readonly process_id: string;
  readonly spec_id: string;
  /** The spec's title when the run began. */
  readonly title?: string;
  readonly attempt: number;
  readonly mode: RunMode;
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
  /** The agent works in the user's checkout, on the target itself. */
  readonly in_place?: boolean;
  readonly supervisor: ProcessIdentity;
  readonly agent?: ProcessIdentity;
  readonly provider: string;
  /** Which of the configured agents it is. */
  readonly agent_name?: string;
  /** Command line that this agent has instead of its provider's program. */
  readonly program?: string;
  readonly model?: string;
  readonly prompt: string;
  readonly intent: Intent;
  readonly options: RunOptions;
  /** Who passed the flags that waive a gate: git's `Name <email>`. */
  readonly waived_by?: string;
  readonly started_at: string;
  readonly ended_at?: string;
  readonly exit_code?: number;
  readonly session?: string;
  readonly error?: { readonly class: ErrorClass; readonly message: string; readonly retry_after_s?: number };
  /** How often the agent was started again after an error that passes. */
  readonly retries?: number;
  /** The agent was stopped because it cost more than the run may. */
  readonly over_budget?: boolean;
  readonly usage?: Usage;
  readonly cost?: number;
  readonly commits: readonly string[];
  readonly verdict?: Verdict;
  readonly merge?: MergeResult;
  /** The branch's commits before and after it was rebased onto its target, which is asked for with its merge. */
  readonly rebase?: { readonly from: string; readonly to: string };
  /** The conflict of its branch with the target that its agent is to resolve. */
  readonly resolution?: Resolution;
  /** Its branch on the remote that the config names. */
  readonly claim?: Claim;
  /** The hooks that were called for this attempt: each is called once, whoever goes on with it. */
  readonly hooks_called?: readonly string[];
  /** Files that `worktree.setup` brought: never leftovers of the agent. */
  readonly setup_files?: readonly string[];
  /** When a person took over what the attempt left: another way is gone from there. */
  readonly taken_over_at?: string;
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
  const written = await listTemporaries(paths, record);
  const files = [at.intent, ...written].map((file) => rm(file, { force: true }));
  await Promise.all([rm(at.directory, { recursive: true, force: true }), ...files]);
}

/** What processes that were killed while they wrote the record left: nobody else writes it. */
async function listTemporaries({ processes }: ChantPaths, { process_id: id }: RunRecord): Promise<string[]> {
  const names = await readdir(processes);
  return names.filter((name) => name.startsWith(`.${id}.json.`)).map((name) => join(processes, name));
}

/** All live records that can be read. */
export async function listLiveRecords(paths: ChantPaths): Promise<readonly RunRecord[]> {
  return (await readLiveRecords(paths)).records;
}

/** The live record of a spec, if any. Throws STATE_RUN_UNFINISHED where there is one that cannot be read. */
export async function findLiveRecord(paths: ChantPaths, specId: string): Promise<RunRecord | undefined> {
  const { records, damaged } = await readLiveRecords(paths);
  const unreadable = damaged.find((one) => one.spec_id === specId);
  if (unreadable !== undefined) throw damagedError(unreadable);
  return records.find((record) => record.spec_id === specId);
}

/** The number of a spec's live attempt, also where its record cannot be read. */
export async function findLiveAttempt(paths: ChantPaths, specId: string): Promise<number | undefined> {
  const { records, damaged } = await readLiveRecords(paths);
  return [...records, ...damaged].find(({ spec_id }) => spec_id === specId)?.attempt;
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
  return attempt === undefined ? undefined : readSettledRecord(paths, { spec_id: specId, attempt });
}

/** The record of a settled attempt, if it is one and can be read. */
export async function readSettledRecord(
  paths: ChantPaths,
  attempt: Pick<RunRecord, "spec_id" | "attempt">,
): Promise<RunRecord | undefined> {
  const read = await readRecord(runPaths(paths, attempt).settled);
  return read === undefined || isUnreadable(read) ? undefined : read;
}

/** Adds to a settled record what became of it later. */
export async function amendSettledRecord(paths: ChantPaths, record: RunRecord): Promise<void> {
  await replaceOwnFile(runPaths(paths, record).settled, serialize(record));
}

/** Whether a live record only waits for somebody to merge its branch. */
export function awaitsMerge(record: RunRecord): boolean {
  return record.verdict?.outcome === "completed" && record.phase === "finalized" && !record.options.merge;
}

function serialize(record: RunRecord): string {
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw error;
}
