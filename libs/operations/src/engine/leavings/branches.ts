import { parseDuration } from "@chant/core";
import { countOnlyOn, listBranches, listWorktrees, updateRefs, type Branch, type Repository } from "@chant/git";
import { backupChange } from "../control/discard-attempt.ts";
import { branchPrefix } from "../run/git-plan.ts";
import { findLatestRecord, listAttempts, type RunRecord } from "../run/run-record.ts";
import { lockSpec } from "../run/start-run.ts";
import { timestamp } from "../specs/specs.ts";
import { whyHeld } from "./holder.ts";
import { isOpen, type Found, type Ground } from "./leaving.ts";
import { counted } from "../counted.ts";

/**
 * The branches of runs that are checked out nowhere: merged ones go, and after `lifecycle.branches.retain_unmerged` those
 * of specs that nobody goes on with, kept under a backup ref. What an open spec needs is not mentioned.
 */
export async function findBranches(ground: Ground): Promise<Found[]> {
  const { repository, project } = ground;
  if (repository === undefined) return [];
  const prefix = branchPrefix(project);
  const idOf = (name: string) =>
    name.startsWith(prefix) ? name.slice(prefix.length) : name.slice(name.lastIndexOf("/") + 1);
  const [branches, worktrees] = await Promise.all([listBranches(repository), listWorktrees(repository)]);
  const taken = new Set(worktrees.map(({ branch }) => branch));
  const found: Found[] = [];
  for (const branch of branches.filter(({ name }) => !taken.has(name))) {
    const one = await look(ground, repository, { branch, spec_id: idOf(branch.name) });
    if (one !== undefined) found.push(one);
  }
  return found;
}

interface Named {
  readonly branch: Branch;
  readonly spec_id: string;
}

async function look(ground: Ground, repository: Repository, named: Named): Promise<Found | undefined> {
  const { project } = ground;
  const { branch, spec_id } = named;
  const attempts = await listAttempts(project.runtime, spec_id);
  // A branch of that name without a run is somebody's own.
  if (attempts.length === 0 || (await whyHeld(ground, spec_id)) !== undefined) return undefined;
  const record = await findLatestRecord(project.runtime, spec_id);
  if (record === undefined || record.branch !== branch.name) return undefined;
  const unmerged = await countOnlyOn(repository, { tip: branch.commit, ref: `refs/heads/${branch.name}` });
  const judged = judge(ground, named, { unmerged, record });
  if (judged === undefined) return undefined;
  const status = ground.findSpec(spec_id)?.status;
  const leaving = {
    ...{ kind: "branch" as const, branch: branch.name, spec_id, reason: judged.reason, bytes: 0, whole: true },
    ...{ modified_at: timestamp(branch.at), ...(status !== undefined && { status }) },
  };
  return judged.goes ? { leaving, remove: () => remove(ground, repository, { ...named, record }) } : { leaving };
}

interface Seen {
  readonly unmerged: number;
  readonly record: RunRecord;
}

function judge(
  { project, context, findSpec }: Ground,
  { branch, spec_id }: Named,
  { unmerged, record }: Seen,
): { readonly goes: boolean; readonly reason: string } | undefined {
  const { delete_after_merge, retain_unmerged } = project.config.lifecycle.branches;
  const spec = findSpec(spec_id);
  if (unmerged === 0) return delete_after_merge ? { goes: true, reason: "all its commits are elsewhere" } : undefined;
  if (isOpen(spec)) return undefined;
  const what = `${counted(unmerged, "commit")} that no other branch has`;
  if (record.merge?.state === "merged" && delete_after_merge)
    return {
      goes: true,
      reason: `merged as ${record.merge.commit.slice(0, 8)}; ${what}, kept under refs/chant/backup`,
    };
  const age = context.now().getTime() - branch.at.getTime();
  if (age < (parseDuration(retain_unmerged) ?? Number.POSITIVE_INFINITY))
    return { goes: false, reason: `${what}; it stays for ${retain_unmerged}` };
  return { goes: true, reason: `${what}, older than ${retain_unmerged}, kept under refs/chant/backup` };
}

async function remove(
  ground: Ground,
  repository: Repository,
  { branch, spec_id, record }: Named & { readonly record: RunRecord },
): Promise<string | undefined> {
  const lock = await lockSpec({ ...ground, id: spec_id });
  try {
    const ref = `refs/heads/${branch.name}`;
    const unmerged = await countOnlyOn(repository, { tip: branch.commit, ref });
    const work = { spec_id, attempt: record.attempt, commit: branch.commit };
    const backup = unmerged === 0 ? undefined : await backupChange(repository, work);
    const gone = { ref, new: undefined, old: branch.commit };
    await updateRefs(repository, backup === undefined ? [gone] : [backup, gone]);
    return backup?.ref;
  } finally {
    await lock.release();
  }
}
