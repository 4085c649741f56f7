import { codes, exitCodeOf, type ErrorCode } from "@chant/core/errors";
import * as z from "zod";
import type { Project } from "../../kernel/project.ts";
import { runPaths, type RunRecord } from "./run-record.ts";

const waiver = z.object({ gate: z.string(), by: z.string(), at: z.string(), reason: z.string() });

const usage = z.object({
  input_tokens: z.number(),
  output_tokens: z.number(),
  cache_read_tokens: z.number().optional(),
  cache_creation_tokens: z.number().optional(),
  turns: z.number().optional(),
});

/** What became of one spec in an operation that runs, settles or merges. */
export const runResult = z.object({
  spec_id: z.string(),
  outcome: z.enum(["completed", "failed", "needs_attention", "paused", "pending", "running", "unchanged"]),
  reason: z.string().optional(),
  message: z.string(),
  attempt: z.number().optional(),
  commits: z.array(z.string()),
  merged: z.boolean(),
  merge_commit: z.string().optional(),
  model: z.string().optional(),
  agent: z.string().optional().describe("Which of the configured agents it was"),
  retries: z.number().optional().describe("How often the agent was started again after an error that passes"),
  cost: z.number().optional().describe("USD"),
  usage: usage.optional(),
  branch: z.string().optional(),
  worktree: z.string().optional(),
  log: z.string().optional(),
  error_class: z.string().optional(),
  criteria_open: z.array(z.string()).optional(),
  files: z.array(z.string()).optional(),
  waivers: z.array(waiver).optional(),
  next: z.array(z.string()).optional().describe("Commands to type next"),
});

export type RunResult = z.output<typeof runResult>;

/** The result that a record tells, with what to do next. Fields that say nothing are left out. */
export function toRunResult(project: Project, record: RunRecord): RunResult {
  const { spec_id, attempt, commits, model, agent_name: agent, retries, cost, usage } = record;
  const log = runPaths(project.runtime, record).text_log;
  const told = { ...toldByVerdict(record), ...toldByMerge(record) };
  const next = nextCommands(record);
  return withoutUndefined({
    spec_id,
    attempt,
    model,
    agent,
    retries,
    cost,
    usage,
    log,
    next,
    commits: [...commits],
    ...told,
  });
}

function toldByVerdict({ verdict, phase }: RunRecord) {
  if (verdict === undefined) return { outcome: "running" as const, message: `The run is in phase ${phase}.` };
  const { outcome, reason, message, error_class, criteria_open, files, waivers } = verdict;
  return { outcome, reason, message, error_class, ...copied({ criteria_open, files, waivers }) };
}

function toldByMerge({ merge, branch, worktree }: RunRecord) {
  if (merge?.state === "merged") return { merged: true, merge_commit: merge.commit };
  const kept = { merged: false, branch, worktree };
  if (merge?.state !== "refused") return kept;
  const { reason, message, files } = merge;
  return { ...kept, outcome: "needs_attention" as const, reason, message, ...copied({ files }) };
}

/** Lists that a caller may change; those that are not there are left out. */
function copied<T>(lists: { readonly [Key in keyof T]: readonly T[Key][] | undefined }): {
  [Key in keyof T]?: T[Key][];
} {
  const there = Object.entries<readonly unknown[] | undefined>(lists).flatMap(([key, list]) =>
    list === undefined ? [] : [[key, [...list]]],
  );
  return Object.fromEntries(there) as { [Key in keyof T]?: T[Key][] };
}

/** The exit code of results: 0 all done, 4 some agent's work is not, 5 only merges are open, else that of an error. */
export function exitCodeOfResults(results: readonly RunResult[]): number {
  const codes = results.map(({ outcome, reason = "" }) => {
    if (outcome === "unchanged" && isErrorCode(reason)) return exitCodeOf(reason);
    if (outcome === "completed" || outcome === "unchanged" || outcome === "pending") return 0;
    return onlyMerge.has(reason) ? 5 : 4;
  });
  return codes.includes(4) ? 4 : Math.max(0, ...codes);
}

function isErrorCode(reason: string): reason is ErrorCode {
  return Object.hasOwn(codes, reason);
}

/** Reasons that leave nothing open but the merge. */
const onlyMerge: ReadonlySet<string> = new Set([
  ...["merge_conflict", "checkout_dirty", "needs_approval", "rejected", "approval_changed"],
]);

function nextCommands(record: RunRecord): string[] | undefined {
  const { spec_id: id, verdict, merge, options, worktree, resolution } = record;
  const look = worktree === undefined ? "git status" : `git -C ${worktree} status`;
  if (merge?.state === "refused") return [...beforeMerge(merge.reason, { id, look }), `chant merge ${id}`];
  if (verdict === undefined) return undefined;
  if (resolution !== undefined && verdict.outcome !== "completed")
    return [`chant resolve ${id}`, look, `chant merge ${id}`];
  const byOutcome = {
    completed: options.merge ? undefined : [`chant merge ${id}`],
    failed: [`chant log ${id}`, `chant resume ${id} --work`, `chant reset ${id}`],
    needs_attention: [look, `chant finalize ${id} --merge`, `chant resume ${id} --work`],
    paused: [`chant resume ${id} --work`],
  };
  return byOutcome[verdict.outcome];
}

/** What takes away the reason why a merge was refused. */
function beforeMerge(reason: string, { id, look }: { readonly id: string; readonly look: string }): string[] {
  const approve = [`chant approve ${id}`];
  const byReason = { needs_approval: approve, rejected: approve, merge_conflict: [`chant resolve ${id}`, look] };
  return byReason[reason as keyof typeof byReason] ?? [look];
}

/** The same object without the fields that are undefined: they are absent on the wire. */
export function withoutUndefined<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Present<T>;
}

type Present<T> = {
  [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key];
} & { [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined> };
