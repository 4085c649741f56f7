import { stat } from "node:fs/promises";
import { listWorktrees, type Repository, type Worktree } from "@chant/git";
import { discardWorktree } from "../control/discard-attempt.ts";
import { folderSize } from "../attempts/folder-size.ts";
import { processesIn } from "../attempts/processes-in.ts";
import { partsOf, readRunMarks } from "../attempts/run-marks.ts";
import { findLatestRecord, type RunRecord } from "../run/run-record.ts";
import { lockSpec } from "../run/start-run.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import { timestamp } from "../specs/specs.ts";
import { readWorktreeState, worktreeModifiedAt, type WorktreeState } from "../attempts/worktree-state.ts";
import { whyHeld } from "./holder.ts";
import { isOpen, type Found, type Ground } from "./leaving.ts";
import { counted } from "../counted.ts";

interface Tree {
  readonly worktree: Worktree;
  readonly process_id: string;
  readonly spec_id: string;
  readonly spec: SpecEntry | undefined;
  /** The last attempt that worked there. */
  readonly record: RunRecord | undefined;
}

/** The worktrees that chant made for runs of this repository: those that nobody needs, and those that stay and why. */
export async function findWorktrees(ground: Ground): Promise<Found[]> {
  const { repository } = ground;
  if (repository === undefined) return [];
  const [worktrees, marks] = await Promise.all([listWorktrees(repository), readRunMarks(repository)]);
  const found: Found[] = [];
  for (const worktree of worktrees) {
    const mark = marks.get(worktree.path);
    if (mark !== undefined && !worktree.main)
      found.push(await look(ground, repository, await treeOf(ground, worktree, mark)));
  }
  return found;
}

async function treeOf({ project, findSpec }: Ground, worktree: Worktree, mark: string): Promise<Tree> {
  const { spec_id } = partsOf(mark);
  const latest = await findLatestRecord(project.runtime, spec_id);
  const record = latest?.worktree === worktree.path ? latest : undefined;
  return { worktree, process_id: record?.process_id ?? mark, spec_id, spec: findSpec(spec_id), record };
}

async function look(ground: Ground, repository: Repository, tree: Tree): Promise<Found> {
  const { path, branch } = tree.worktree;
  const [judged, { bytes, whole }, modified] = await Promise.all([
    judge(ground, repository, tree),
    folderSize(path),
    worktreeModifiedAt(repository, path),
  ]);
  const leaving = {
    ...{ kind: "worktree" as const, path, spec_id: tree.spec_id, reason: judged.reason, bytes, whole },
    ...(branch !== undefined && { branch }),
    ...(tree.spec !== undefined && { status: tree.spec.status }),
    ...(modified !== undefined && { modified_at: timestamp(modified) }),
  };
  return judged.goes ? { leaving, remove: () => remove(ground, repository, tree) } : { leaving };
}

interface Judged {
  readonly goes: boolean;
  readonly reason: string;
}

const stays = (reason: string): Judged => ({ goes: false, reason });

async function judge(ground: Ground, repository: Repository, tree: Tree): Promise<Judged> {
  const held = (await whyHeld(ground, tree.spec_id)) ?? (await whyInUse(tree));
  if (held !== undefined) return stays(held);
  const { path: folder, prunable } = tree.worktree;
  if (!(await isThere(folder))) return { goes: true, reason: "its folder is gone" };
  if (prunable) return stays("git has lost it, so its files may be all there is of them");
  const setup = tree.record?.setup_files ?? [];
  const state = await readWorktreeState(repository, { path: folder, setup }).catch((error: Error) => error);
  if (state instanceof Error) return stays(`git cannot read it: ${state.message}`);
  return judgeState(ground, tree, state);
}

async function isThere(folder: string): Promise<boolean> {
  return stat(folder).then(
    () => true,
    () => false,
  );
}

async function whyInUse({ worktree }: Tree): Promise<string | undefined> {
  if (worktree.locked) return `git worktree lock keeps it${worktree.reason ? `: ${worktree.reason}` : ""}`;
  const pids = await processesIn(worktree.path);
  return pids.length === 0 ? undefined : `process ${pids.join(", ")} stands in it`;
}

function judgeState(ground: Ground, { spec, spec_id }: Tree, state: WorktreeState): Judged {
  if (state.operation !== undefined) return stays(`somebody is in the middle of a ${state.operation} in it`);
  const only = onlyThere(state);
  if (only === "") return { goes: true, reason: "all its commits are elsewhere, and nothing is uncommitted" };
  const what = spec === undefined ? "its spec is gone" : `its spec is ${spec.status.replace("_", " ")}`;
  if (!isOpen(spec)) return { goes: true, reason: `${what}; ${only} ${kept(state)}` };
  if (ground.all_worktrees) return { goes: true, reason: `${what}; ${only} ${kept(state)}, and a run goes on there` };
  return stays(`${what}, with ${only}: chant resume ${spec_id} --work goes on here`);
}

function onlyThere({ dirty, unmerged }: WorktreeState): string {
  const parts = [
    unmerged === 0 ? "" : counted(unmerged, "unmerged commit"),
    dirty.length === 0 ? "" : counted(dirty.length, "uncommitted file"),
  ];
  return parts.filter((part) => part !== "").join(" and ");
}

function kept({ branch }: WorktreeState): string {
  return branch === undefined ? "are kept under refs/chant/backup" : "stay on its branch";
}

/** Looked at once more, under the spec's lock: much may have happened since. */
async function remove(ground: Ground, repository: Repository, tree: Tree): Promise<string | undefined> {
  const lock = await lockSpec({ ...ground, id: tree.spec_id });
  try {
    const held = await whyInUse(tree);
    if (held !== undefined) throw new Error(held);
    return await discardWorktree(ground, repository, discardOf(ground, tree));
  } finally {
    await lock.release();
  }
}

function discardOf({ project }: Ground, { process_id, spec_id, worktree, record }: Tree) {
  const { path, head } = worktree;
  const deletes = project.config.lifecycle.branches.delete_after_merge;
  const branch = deletes ? (record?.branch ?? worktree.branch) : undefined;
  return { process_id, ...partsOf(process_id), path, head, branch, spec_id, setup_files: record?.setup_files ?? [] };
}
