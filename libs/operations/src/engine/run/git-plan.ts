import { ChantError } from "@chant/core/errors";
import { checkBranchName, listCommits, readIdentity, readRef, requireGitVersion, type Repository } from "@chant/git";
import { findLatestRecord, type RunRecord } from "./run-record.ts";
import type { Project } from "../../kernel/project.ts";
import { planInPlace } from "./in-place.ts";
import { fileState, pathInRepository } from "../edit/spec-file.ts";
import type { RunRequest } from "./phases/check.ts";
import { worktreePath } from "./workspace.ts";

export type GitPlan = Pick<
  RunRecord,
  | "spec_path"
  | "tracked"
  | "edited"
  | "target"
  | "target_checked_out"
  | "branch"
  | "continued"
  | "base_commit"
  | "worktree"
  | "in_place"
  | "waived_by"
>;

/**
 * Where a run will branch from, work and merge to. Throws GIT_NOT_REPOSITORY, GIT_TOO_OLD, GIT_IDENTITY, GIT_NO_COMMIT,
 * GIT_DETACHED, GIT_UNMERGED_PATH, GIT_BRANCH_EXISTS, GIT_REF_INVALID, and in place STATE_CHECKOUT_DIRTY.
 */
export async function planGit(request: RunRequest): Promise<GitPlan> {
  const { project, entry } = request;
  const repository = await project.repository();
  const previous = await findLatestRecord(project.runtime, entry.id);
  const branch = request.branch ?? (await branchOf(repository, { project, id: entry.id, previous }));
  const [{ head, state }, identity, tip] = await Promise.all([
    fileState(repository, entry.path),
    readIdentity(repository),
    readRef(repository, `refs/heads/${branch}`),
    requireGitVersion(repository),
    checkBranchName(repository, branch),
  ]);
  const found = {
    spec_path: pathInRepository(repository, entry.path),
    tracked: state !== "ignored",
    edited: state === "edited",
    waived_by: `${identity.name} <${identity.email}>`,
  };
  if (request.in_place) return planInPlace(request, { ...found, checked_out: requireCheckedOut(request, head) });
  const target = chooseTarget(request, head);
  if (target !== head.branch) await requireBranch(repository, target);
  const kept = tip === undefined ? undefined : await keptAttempt({ repository, branch, target, previous });
  return {
    ...found,
    target,
    target_checked_out: head.branch === target,
    branch,
    continued: tip !== undefined,
    worktree: kept?.worktree ?? (await worktreePath(project, entry.id)),
    ...(kept?.base_commit === undefined ? {} : { base_commit: kept.base_commit }),
  };
}

interface Named {
  readonly project: Project;
  readonly id: string;
  readonly previous: RunRecord | undefined;
}

/** The branch that the last attempt left goes on being the spec's, whatever the config now says. */
async function branchOf(repository: Repository, { project, id, previous }: Named): Promise<string> {
  const usual = `${branchPrefix(project)}${id}`;
  const other =
    previous !== undefined && !previous.in_place && previous.branch !== usual && previous.merge?.state !== "merged";
  if (!other) return usual;
  return (await readRef(repository, `refs/heads/${previous.branch}`)) === undefined ? usual : previous.branch;
}

/** What the branches of specs begin with. In silent mode it does not tell that chant made them. */
export function branchPrefix({ config }: Project): string {
  const { branch_prefix: prefix } = config.defaults;
  return config.project.silent && prefix === "chant/" ? "work/" : prefix;
}

interface Head {
  readonly branch: string | undefined;
  readonly commit: string | undefined;
}

function requireCheckedOut(request: RunRequest, head: Head): string {
  return chooseTarget({ ...request, target: head.branch }, head);
}

/** The branch that a run starts from and merges into. Throws GIT_NO_COMMIT, GIT_DETACHED. */
export function chooseTarget(request: Pick<RunRequest, "project" | "entry" | "target">, head: Head): string {
  if (head.commit === undefined) {
    const fix = "git commit --allow-empty -m start";
    throw new ChantError("GIT_NO_COMMIT", `${request.project.root} has no commit yet to branch from.`, { fix });
  }
  const target = request.target ?? request.project.config.defaults.main_branch ?? head.branch;
  if (target !== undefined) return target;
  const message = `HEAD is detached at ${head.commit.slice(0, 8)}, so there is no branch to merge into: switch to one, or name one with --target.`;
  throw new ChantError("GIT_DETACHED", message, { fix: "git switch -c work" });
}

async function requireBranch(repository: Repository, name: string): Promise<void> {
  await checkBranchName(repository, name);
  if ((await readRef(repository, `refs/heads/${name}`)) !== undefined) return;
  const message = `There is no branch "${name}" to branch from and to merge into.`;
  throw new ChantError("GIT_REF_INVALID", message, { fix: "git branch --list", details: { branch: name } });
}

interface Existing {
  readonly repository: Repository;
  readonly branch: string;
  readonly target: string;
  readonly previous: RunRecord | undefined;
}

/** The attempt whose branch exists and is continued. A branch of that name that is not chant's is never touched. */
async function keptAttempt({ repository, branch, target, previous }: Existing): Promise<RunRecord | undefined> {
  if (previous?.branch === branch && previous.merge?.state !== "merged") return previous;
  const commits = await listCommits(repository, `refs/heads/${target}`, `refs/heads/${branch}`);
  if (commits.every((commit) => commit.trailers["Chant-Run"] !== undefined)) return undefined;
  const message = `The branch ${branch} exists and holds ${commits.length} commits that no run of this spec made.`;
  const fix = `git branch -m ${branch} ${branch}-kept`;
  throw new ChantError("GIT_BRANCH_EXISTS", message, { fix, details: { branch, commits: commits.length } });
}
