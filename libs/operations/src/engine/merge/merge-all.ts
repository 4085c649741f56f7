import { isChantError } from "@chant/core/errors";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import type { MergeOptions } from "../run/merge-record.ts";
import type { RunRecord } from "../run/run-record.ts";
import type { RunResult } from "../run/run-result.ts";
import { mergeOne } from "./merge-one.ts";
import { resolveConflict } from "./resolve-conflict.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** How specs are merged. */
export interface MergeAsked {
  readonly rebase: boolean;
  /** An agent resolves what conflicts. */
  readonly auto: boolean;
  readonly ff: boolean;
  readonly squash: boolean;
  readonly delete_branch: boolean;
  readonly continue_on_error: boolean;
  readonly skip_approval: boolean;
}

/**
 * Merges one branch after the other. What stands against one of several is its result, and the others go on, unless they
 * are not to; for a single one it is thrown.
 */
export async function mergeAll(where: Where, records: readonly RunRecord[], asked: MergeAsked): Promise<RunResult[]> {
  const results: RunResult[] = [];
  let stopped = false;
  for (const record of records) {
    const result: RunResult = stopped
      ? untried(record)
      : await mergeOrResolve(where, record, asked).catch(toFailure(records, record));
    results.push(result);
    stopped ||= !asked.continue_on_error && !isMerged(result);
  }
  return results;
}

/** A conflict is the agent's where that is asked for. */
async function mergeOrResolve(where: Where, record: RunRecord, asked: MergeAsked): Promise<RunResult> {
  const options = toOptions(asked);
  const result = await mergeOne(where, record, options).catch(onlyConflict(asked.auto));
  if (result !== undefined && !(asked.auto && result.reason === "merge_conflict")) return result;
  return resolveConflict(where, record, { ...options, merge: true });
}

function onlyConflict(auto: boolean): (error: unknown) => undefined {
  return (error) => {
    if (!auto || !isChantError(error) || error.code !== "MERGE_CONFLICT") throw error;
    return undefined;
  };
}

function toOptions({ rebase, ff, squash, delete_branch, skip_approval }: MergeAsked): MergeOptions {
  return {
    rebase,
    skip_approval,
    ...(squash && { strategy: "squash" as const }),
    ...(!ff && { strategy: "no_ff" as const }),
    ...(!delete_branch && { keep_branch: true }),
  };
}

function isMerged({ merged, outcome }: RunResult): boolean {
  return merged || outcome === "completed";
}

function untried({ spec_id }: RunRecord): RunResult {
  const message = "Not tried: one before it could not be merged.";
  return { spec_id, outcome: "unchanged", reason: "not_tried", message, commits: [], merged: false };
}

function toFailure(records: readonly RunRecord[], { spec_id }: RunRecord): (error: unknown) => RunResult {
  return (error) => {
    if (records.length === 1 || !isChantError(error)) throw error;
    const { code: reason, message, fix, details } = error;
    const files = Array.isArray(details["files"]) ? { files: details["files"] as string[] } : {};
    const next = fix === undefined ? {} : { next: [fix] };
    return { spec_id, outcome: "unchanged", reason, message, commits: [], merged: false, ...files, ...next };
  };
}
