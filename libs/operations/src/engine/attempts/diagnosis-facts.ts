import { stat } from "node:fs/promises";
import { relative } from "node:path";
import { criteriaOf } from "@chant/core";
import { countApart, listCommits, readRef, type Repository } from "@chant/git";
import * as z from "zod";
import type { Project } from "../../kernel/project.ts";
import { readBranchCriteria } from "./branch-criteria.ts";
import { isToolCommit } from "../run/facts.ts";
import { lockState, readLockState } from "../control/lock-state.ts";
import { readLiveRecords } from "../run/live-records.ts";
import { awaitsMerge, findLatestRecord, runPaths, type RunRecord } from "../run/run-record.ts";
import { toRunResult, withoutUndefined } from "../run/run-result.ts";
import { findRepository } from "../edit/spec-file.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import { timestamp, type SpecSet } from "../specs/specs.ts";
import { readWorktreeState } from "./worktree-state.ts";

/** Everything that a diagnosis goes by. */
export const diagnosisFacts = z.object({
  spec_id: z.string(),
  title: z.string(),
  status: z.string(),
  stored_status: z.string().describe("What the file says"),
  path: z.string(),
  archived: z.boolean(),
  problem: z.string().optional().describe("Why the file cannot be read"),
  damaged_record: z.string().optional().describe("The run record that cannot be read"),
  waits_for: z.array(z.string()).describe("Why it is not ready, while it is pending"),
  lock: lockState,
  run: z
    .object({
      attempt: z.number(),
      phase: z.string(),
      intent: z.string(),
      live: z.boolean().describe("Whether it is not settled yet"),
      cut_off: z.boolean(),
      awaits_merge: z.boolean(),
      landed: z.boolean().describe("Whether its end is in the checkout, although chant did not merge it"),
      outcome: z.string().optional(),
      reason: z.string().optional(),
      message: z.string().optional(),
      merged: z.boolean(),
    })
    .optional()
    .describe("The last attempt"),
  worktree: z
    .object({
      path: z.string(),
      exists: z.boolean(),
      uncommitted: z.array(z.string()),
      operation: z.string().optional().describe("What somebody is in the middle of there"),
    })
    .optional(),
  branch: z
    .object({
      name: z.string(),
      exists: z.boolean(),
      target: z.string(),
      ahead: z.number(),
      behind: z.number(),
      commits: z.array(z.string()).describe("The agent's own"),
    })
    .optional(),
  criteria: z.object({ ticked: z.number(), open: z.array(z.string()) }),
  log: z.object({ path: z.string(), bytes: z.number(), modified_at: z.string() }).optional(),
});

export type DiagnosisFacts = z.output<typeof diagnosisFacts>;

/** Looks at a spec and its last attempt. Changes nothing. */
export async function gatherDiagnosis(project: Project, entry: SpecEntry, set: SpecSet): Promise<DiagnosisFacts> {
  const { id } = entry;
  const record = entry.run ?? (await findLatestRecord(project.runtime, id));
  const repository = await findRepository(project);
  const [lock, log, git] = await Promise.all([
    readLockState(project.runtime, id),
    logOf(project, record),
    record === undefined || repository === undefined ? {} : gitOf(repository, record),
  ]);
  return withoutUndefined({
    ...fileOf(project, entry),
    damaged_record: await damagedRecordOf(project, entry),
    waits_for: waitsOf(entry, set),
    ...{ lock, log, ...git, run: record && runOf(project, entry, record) },
    criteria: (await branchCriteria(repository, record)) ?? ownCriteria(entry),
  });
}

function fileOf(project: Project, entry: SpecEntry) {
  const { id: spec_id, title = "", status, stored_status, archived } = entry;
  const problem = entry.readable ? undefined : entry.spec().findings.find(({ severity }) => severity === "error");
  const path = relative(project.root, entry.path);
  return { spec_id, title, status, stored_status, path, archived, problem: problem?.message };
}

async function damagedRecordOf({ runtime, root }: Project, { id, damaged }: SpecEntry): Promise<string | undefined> {
  if (!damaged) return undefined;
  const { damaged: found } = await readLiveRecords(runtime);
  const record = found.find(({ spec_id }) => spec_id === id);
  return record && `${relative(root, record.path)}, ${record.why}.`;
}

function waitsOf({ id, status, archived }: SpecEntry, set: SpecSet): string[] {
  if (status !== "pending" || archived) return [];
  return set.readinessOf(id).reasons.map(({ message }) => message);
}

function runOf(project: Project, { run, cut_off, landed }: SpecEntry, record: RunRecord) {
  const { attempt, phase, intent } = record;
  const { outcome, reason, message, merged } = toRunResult(project, record);
  const live = run !== undefined;
  const told = record.verdict === undefined ? {} : { outcome, reason, message };
  return withoutUndefined({
    attempt,
    phase,
    intent,
    live,
    cut_off,
    awaits_merge: live && awaitsMerge(record),
    landed,
    merged,
    ...told,
  });
}

async function logOf(project: Project, record: RunRecord | undefined) {
  if (record === undefined) return undefined;
  const { text_log: path } = runPaths(project.runtime, record);
  const entry = await stat(path).catch(() => undefined);
  return entry && { path, bytes: entry.size, modified_at: timestamp(entry.mtime) };
}

async function gitOf(repository: Repository, record: RunRecord) {
  // What was done in place is on the user's own branch and in their own checkout.
  if (record.in_place) return {};
  const [worktree, branch] = await Promise.all([worktreeOf(repository, record), branchOf(repository, record)]);
  return { worktree, branch };
}

async function worktreeOf(repository: Repository, { worktree: path, setup_files: setup = [] }: RunRecord) {
  if (path === undefined) return undefined;
  const state = await readWorktreeState(repository, { path, setup }).catch(() => undefined);
  const { dirty = [], operation } = state ?? {};
  return withoutUndefined({ path, exists: state !== undefined, uncommitted: [...dirty], operation });
}

async function branchOf(repository: Repository, { branch: name, target, base_commit: base }: RunRecord) {
  const [tip, from] = await Promise.all([name, target].map((one) => readRef(repository, `refs/heads/${one}`)));
  if (tip === undefined || from === undefined || base === undefined)
    return { name, exists: tip !== undefined, target, ahead: 0, behind: 0, commits: [] };
  const [apart, commits] = await Promise.all([
    countApart(repository, { tip, from }),
    listCommits(repository, base, tip),
  ]);
  const own = commits.filter((commit) => !isToolCommit(commit)).map(({ hash }) => hash);
  return { name, exists: true, target, ...apart, commits: own };
}

async function branchCriteria(repository: Repository | undefined, record: RunRecord | undefined) {
  if (repository === undefined || record === undefined || record.merge?.state === "merged") return undefined;
  const found = await readBranchCriteria(repository, record);
  return found && { ticked: found.ticked.length, open: [...found.open] };
}

function ownCriteria(entry: SpecEntry): DiagnosisFacts["criteria"] {
  const criteria = criteriaOf(entry.spec());
  const open = criteria.filter(({ checked }) => !checked).map(({ text }) => text);
  return { ticked: criteria.length - open.length, open };
}
