import {
  commitLeftovers,
  computeMerge,
  openWorktree,
  quitMerge,
  readRef,
  readStatus,
  startMerge,
  swapBranch,
  updateRefs,
  type Repository,
} from "@chant/git";
import { ChantError } from "@chant/core/errors";
import type { Project } from "../../kernel/project.ts";
import { backupChange } from "../control/discard-attempt.ts";
import { commitMessage } from "../edit/spec-file.ts";
import { errorText } from "../error-text.ts";
import { leftoverSubject, uncommittedPaths } from "../run/facts.ts";
import { workFolder, type Run } from "../run/run.ts";
import type { Resolution, RunRecord } from "../run/run-record.ts";
import { trailers } from "../run/trailers.ts";
import { pathExists } from "../path-exists.ts";
import { specDecisions, toMergeRequest, type Branched } from "./merge-request.ts";

/** What is planned to be resolved: a run that continues a branch. */
type Planned = Branched & Pick<RunRecord, "worktree" | "setup_files">;

/** The conflict that keeps a branch from its target as both are now; undefined where there is none. */
export async function findConflict(project: Project, record: Branched): Promise<Resolution | undefined> {
  const repository = await project.repository();
  const computed = await computeMerge(repository, toMergeRequest(project, record));
  if (computed.kind !== "conflict") return undefined;
  const onto = (await readRef(repository, `refs/heads/${record.target}`)) as string;
  return { onto, files: computed.files };
}

/**
 * The conflict that a run is to resolve. Throws STATE_CHECKOUT_DIRTY where somebody is at work in its worktree, and
 * STATE_TRANSITION where there is none.
 */
export async function planResolution(project: Project, planned: Planned): Promise<Resolution> {
  await requireUntouched(project, planned);
  const conflict = await findConflict(project, planned);
  if (conflict !== undefined) return conflict;
  const { spec_id, branch, target } = planned;
  const message = `${branch} and ${target} are in no conflict.`;
  throw new ChantError("STATE_TRANSITION", message, { fix: `chant merge ${spec_id}`, details: { spec_id } });
}

async function requireUntouched(project: Project, planned: Planned): Promise<void> {
  const { spec_id, branch, worktree = "" } = planned;
  if (!(await pathExists(worktree))) return;
  const { head, states } = await readStatus(await openWorktree(await project.repository(), worktree), []);
  // The spec is written anew by every start, also by one that was cut off.
  const files = uncommittedPaths(planned, states).filter((path) => path !== planned.spec_path);
  if (head.branch === branch && files.length === 0) return;
  const why = files.length === 0 ? `is not on ${branch}` : `has uncommitted changes: ${files.join(", ")}`;
  throw new ChantError("STATE_CHECKOUT_DIRTY", `The worktree of ${spec_id}, ${worktree}, ${why}.`, {
    fix: `git -C ${worktree} status`,
    details: { spec_id, worktree, files },
  });
}

/**
 * Begins the merge that an agent is to finish: the target's commit into the branch, in the run's worktree. Idempotent: what a
 * killed process left of it is taken back first.
 */
export async function beginResolution(run: Run): Promise<void> {
  const { project, repository, record, context } = run;
  if (record.resolution === undefined) return;
  await abandonResolution(run);
  const from = (await readRef(repository, `refs/heads/${record.branch}`)) as string;
  await run.update({ resolution: { ...record.resolution, from } });
  context.crashPoint("resolution:before");
  const { onto, files } = record.resolution;
  const worktree = await openWorktree(repository, workFolder(run));
  const conflicts = await startMerge(worktree, {
    ...specDecisions(record),
    commit: onto,
    message: subject(project, record),
  });
  await run.update({ resolution: { onto, from, files: [...new Set([...files, ...conflicts])] } });
  context.crashPoint("resolution:started");
}

function subject({ config }: Project, { spec_id, branch, target }: Branched): string {
  return config.project.silent ? `Merge branch '${target}' into ${branch}` : `chant(${spec_id}): merge ${target}`;
}

/**
 * Puts branch and worktree of a run that did not resolve its conflict back to where they were; what the agent did is kept
 * under a backup ref. Idempotent. What git refuses is a warning: then all stays as the agent left it.
 */
export async function abandonResolution(run: Run): Promise<void> {
  const { repository, record } = run;
  const from = record.resolution?.from;
  const worktree = from && (await openWorktree(repository, workFolder(run)).catch(() => undefined));
  if (from === undefined || !worktree) return;
  try {
    await quitMerge(worktree);
    await takeBack(run, worktree, from);
  } catch (error) {
    const message = `${worktree.root} stays as the agent left it: ${errorText(error)}`;
    run.context.report({ type: "warning", message });
  }
}

async function takeBack(run: Run, worktree: Repository, from: string): Promise<void> {
  const { project, repository, record, context } = run;
  const { branch, spec_id, attempt, setup_files = [] } = record;
  const message = commitMessage(project, leftoverSubject, trailers(run));
  await commitLeftovers(worktree, { message, exclude: [...setup_files] });
  const tip = await readRef(repository, `refs/heads/${branch}`);
  if (tip === undefined || tip === from) return;
  const backup = await backupChange(repository, { spec_id, attempt, commit: tip });
  await updateRefs(repository, [backup]);
  context.crashPoint("resolution:backed-up");
  await swapBranch(repository, { branch, old: tip, new: from });
  const notice = `${branch} is back where it was; what the agent did is kept in ${backup.ref}.`;
  context.report({ type: "notice", message: notice });
}
