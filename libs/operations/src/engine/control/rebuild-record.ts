import { copyFile, mkdir, rename, rm, stat } from "node:fs/promises";
import { isUnfinished, selectPrompt } from "@chant/core";
import { listWorktrees, mergeBase, readRef, type Repository } from "@chant/git";
import { ownIdentity } from "@chant/providers";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { partsOf, readRunMarks } from "../attempts/run-marks.ts";
import { fileState, findRepository, pathInRepository } from "../edit/spec-file.ts";
import { branchPrefix, chooseTarget } from "../run/git-plan.ts";
import type { DamagedRecord } from "../run/live-records.ts";
import { findLatestRecord, runPaths, writeRecord, type RunRecord } from "../run/run-record.ts";
import { worktreePath } from "../run/workspace.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import { loadSpecs, timestamp } from "../specs/specs.ts";
import { hasCheckout } from "./checkout-lock.ts";
import { requestedIntent } from "./intent.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/**
 * Makes the live record of a run anew that cannot be read, from what git, the run's folder and its last settled attempt
 * tell; the damaged file is kept among the logs. The run is one that somebody asked to stop and not to merge: no gate is
 * taken for waived. Gives nothing where there is nothing to settle: then the file is only put away. Called under the
 * spec's lock. Throws GIT_DETACHED, GIT_NO_COMMIT, GIT_UNMERGED_PATH.
 */
export async function rebuildRecord(where: Where, damaged: DamagedRecord): Promise<RunRecord | undefined> {
  const { project } = where;
  const { spec_id: id, attempt } = damaged;
  const entry = (await loadSpecs(project)).find(id);
  const repository = await findRepository(project);
  const at = runPaths(project.runtime, damaged);
  await mkdir(at.logs, { recursive: true, mode: 0o700 });
  if (repository === undefined || !isUnsettled(entry, attempt)) {
    await rename(damaged.path, at.damaged);
    await Promise.all([at.directory, at.intent].map((path) => rm(path, { recursive: true, force: true })));
    return undefined;
  }
  const record = await recordFrom({ ...where, repository, entry }, damaged);
  await copyFile(damaged.path, at.damaged);
  await writeRecord(project.runtime, record);
  return record;
}

function isUnsettled(entry: SpecEntry | undefined, attempt: number): entry is SpecEntry {
  return entry !== undefined && !entry.archived && attempt > 0 && isUnfinished(entry.stored_status);
}

interface Found extends Where {
  readonly repository: Repository;
  readonly entry: SpecEntry;
}

async function recordFrom(found: Found, damaged: DamagedRecord): Promise<RunRecord> {
  const { project, repository, entry } = found;
  const { spec_id, attempt, path } = damaged;
  const previous = await findLatestRecord(project.runtime, spec_id);
  const { head, state } = await fileState(repository, entry.path);
  const target = chooseTarget({ project, entry, target: previous?.target }, head);
  const { copy, link } = project.config.worktree.setup;
  return {
    process_id: `${spec_id}-${attempt}`,
    ...{ spec_id, attempt, target, mode: "single", phase: "branched", edited: false, commits: [] },
    ...(entry.title === undefined ? {} : { title: entry.title }),
    tracked: state !== "ignored",
    spec_path: pathInRepository(repository, entry.path),
    status_before: entry.stored_status,
    target_checked_out: head.branch === target,
    ...(await placeOf(found, { previous, target })),
    supervisor: await ownIdentity(),
    ...agentOf(found, previous),
    intent: (await requestedIntent(project.runtime, damaged)) ?? "pause",
    options: { allow_no_commits: false, skip_criteria: false, skip_approval: false, skip_deps: false, merge: false },
    started_at: timestamp((await stat(path)).mtime),
    setup_files: [...copy, ...link],
  };
}

type Place = Pick<RunRecord, "branch" | "continued" | "base_commit" | "worktree" | "in_place">;

interface Known {
  readonly previous: RunRecord | undefined;
  readonly target: string;
}

/** Where the agent worked: in the worktree that is marked as this spec's; without a branch it was the user's checkout. */
async function placeOf({ project, repository, entry: { id } }: Found, { previous, target }: Known): Promise<Place> {
  const worktree = await findWorktree(repository, id);
  const names = [worktree?.branch, previous?.branch, `${branchPrefix(project)}${id}`];
  const branch = (await hasCheckout(project, id)) ? undefined : await firstBranch(repository, names);
  const tip = await readRef(repository, `refs/heads/${target}`);
  if (branch === undefined)
    return { branch: target, continued: true, in_place: true, ...(tip === undefined ? {} : { base_commit: tip }) };
  const base = (await mergeBase(repository, `refs/heads/${target}`, `refs/heads/${branch}`)) ?? tip;
  const path = worktree?.path ?? (await worktreePath(project, id));
  return { branch, continued: true, worktree: path, ...(base === undefined ? {} : { base_commit: base }) };
}

async function findWorktree(repository: Repository, id: string) {
  const [worktrees, marks] = await Promise.all([listWorktrees(repository), readRunMarks(repository)]);
  return worktrees.find(({ path, prunable }) => !prunable && partsOf(marks.get(path) ?? "").spec_id === id);
}

async function firstBranch(
  repository: Repository,
  names: readonly (string | undefined)[],
): Promise<string | undefined> {
  for (const name of names)
    if (name !== undefined && (await readRef(repository, `refs/heads/${name}`)) !== undefined) return name;
  return undefined;
}

function agentOf({ project, entry }: Found, previous: RunRecord | undefined): Pick<RunRecord, "provider" | "prompt"> {
  const { agent, defaults } = project.config;
  const spec = entry.spec();
  const provider = previous?.provider ?? spec.frontmatter.provider ?? agent.provider ?? defaults.provider;
  const { program, model } = previous ?? {};
  const prompt = previous?.prompt ?? selectPrompt({ flag: undefined, spec, config: project.config });
  return { provider, prompt, ...(program !== undefined && { program }), ...(model !== undefined && { model }) };
}
