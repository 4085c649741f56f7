import { rm } from "node:fs/promises";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { commitPaths } from "../edit/commit-paths.ts";
import { discardAttempt, discardWorktree } from "./discard-attempt.ts";
import { findLatestRecord, findLiveRecord, runPaths, settleRecord } from "../run/run-record.ts";
import { commitSpecFile, findRepository } from "../edit/spec-file.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

interface Deleted {
  readonly backup_ref?: string;
  readonly removed: string[];
}

/**
 * Removes a spec: the worktree of its last attempt, its branch where that is wanted, its logs and at last its file, by a
 * commit of exactly that. What is uncommitted in the worktree or in the file is committed first. Called under the spec's lock.
 */
export async function deleteSpec(where: Where, entry: SpecEntry, { delete_branch = false } = {}): Promise<Deleted> {
  const { project, context } = where;
  const { id, path } = entry;
  const waiting = await findLiveRecord(project.runtime, id);
  if (waiting !== undefined) await settleRecord(project.runtime, waiting);
  const kept = await (delete_branch ? discardAttempt(where, id) : removeWorktreeOf(where, id));
  const at = runPaths(project.runtime, { spec_id: id, attempt: 0 });
  await Promise.all([at.logs, at.latest_log].map((log) => rm(log, { recursive: true, force: true })));
  const trailers = { "Chant-Spec": id };
  if (entry.readable) await commitSpecFile({ project, context, path, subject: `record edits of ${id}`, trailers });
  await rm(path, { force: true });
  await commitPaths({ project, context, paths: [path], subject: `delete ${id}`, trailers });
  return { ...kept, removed: [...kept.removed, path] };
}

async function removeWorktreeOf(where: Where, id: string): Promise<Deleted> {
  const record = await findLatestRecord(where.project.runtime, id);
  const repository = await findRepository(where.project);
  if (record?.worktree === undefined || repository === undefined || record.merge?.state === "merged")
    return { removed: [] };
  const { worktree: path, setup_files = [] } = record;
  const work = { ...record, path, setup_files, head: undefined, branch: undefined };
  const backup_ref = await discardWorktree(where, repository, work);
  return { removed: [path], ...(backup_ref === undefined ? {} : { backup_ref }) };
}
