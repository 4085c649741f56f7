import { ChantError } from "@chant/core/errors";
import { operationInProgress, readRef, readStatus, type Repository } from "@chant/git";
import type { GitPlan } from "./git-plan.ts";
import type { RunRequest } from "./phases/check.ts";
import type { Run } from "./run.ts";
import { listLiveRecords } from "./run-record.ts";
import { pathInRepository } from "../edit/spec-file.ts";

/**
 * What a run in the user's own checkout works on: the branch that is checked out there. Whatever an agent commits or leaves
 * must be told from what the user does, so the checkout has to be clean but for the spec. Throws STATE_CHECKOUT_DIRTY,
 * STATE_RUN_UNFINISHED, INPUT_INVALID.
 */
export async function planInPlace(
  { project, entry, target }: RunRequest,
  plan: Pick<GitPlan, "spec_path" | "tracked" | "edited" | "waived_by"> & { readonly checked_out: string },
): Promise<GitPlan> {
  const repository = await project.repository();
  const { checked_out: branch, ...rest } = plan;
  if (target !== undefined && target !== branch) {
    const message = `In place an agent works on ${branch}, which is checked out, and not on ${target}.`;
    throw new ChantError("INPUT_INVALID", message, { fix: `chant work ${entry.id} --target ${target}` });
  }
  await requireClean(repository, pathInRepository(repository, entry.path));
  await requireSettled(project);
  return { ...rest, target: branch, target_checked_out: true, branch, continued: true, in_place: true };
}

async function requireClean(repository: Repository, spec: string): Promise<void> {
  const operation = await operationInProgress(repository);
  const { states } = await readStatus(repository, []);
  const files = states.map(({ path }) => path).filter((path) => path !== spec);
  if (operation === undefined && files.length === 0) return;
  const shown = `${files.slice(0, 5).join(", ")}${files.length > 5 ? ` and ${files.length - 5} more` : ""}`;
  const why = operation === undefined ? `has uncommitted changes (${shown})` : `is in the middle of a ${operation}`;
  const message = `The checkout ${why}, which an agent working in it would mix with its own.`;
  throw new ChantError("STATE_CHECKOUT_DIRTY", message, { fix: "git stash --include-untracked", details: { files } });
}

/** The checkout's lock is held, so a run that is recorded there was cut off: what it left would count as this one's. */
async function requireSettled(project: RunRequest["project"]): Promise<void> {
  const left = (await listLiveRecords(project.runtime)).find(({ in_place }) => in_place);
  if (left === undefined) return;
  const { spec_id, attempt, phase } = left;
  const message = `Attempt ${attempt} of ${spec_id}, which worked in this checkout, was cut off in phase ${phase} and is not settled yet.`;
  throw new ChantError("STATE_RUN_UNFINISHED", message, { fix: "chant recover", details: { spec_id, attempt, phase } });
}

/** Where the branch of a run in place was when the agent started. */
export async function startInPlace(run: Run): Promise<string> {
  const { repository, record } = run;
  return record.base_commit ?? ((await readRef(repository, `refs/heads/${record.branch}`)) as string);
}
