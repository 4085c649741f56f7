import { computeRebase, readRef, swapBranch, updateRefs } from "@chant/git";
import { ChantError } from "@chant/core/errors";
import type { Project } from "../../kernel/project.ts";
import { backupChange } from "../control/discard-attempt.ts";
import { placeWorktree } from "../run/phases/branch.ts";
import type { Run } from "../run/run.ts";
import type { RunRecord } from "../run/run-record.ts";
import { specDecisions } from "./merge-request.ts";

/**
 * What a record becomes whose branch is to be rebased onto its target first: the run is judged again, as its commits are
 * others then. Changes nothing; undefined where the branch is on the target already. Throws MERGE_CONFLICT.
 */
export async function planRebase(project: Project, record: RunRecord): Promise<Partial<RunRecord> | undefined> {
  const { branch, target, spec_id } = record;
  const computed = await computeRebase(await project.repository(), { branch, onto: target, ...specDecisions(record) });
  if (computed.kind === "up_to_date") return undefined;
  if (computed.kind === "conflict") {
    const files = computed.files.join(", ");
    const message = `${branch} cannot be rebased onto ${target}: ${computed.commit.slice(0, 8)} conflicts in ${files}.`;
    const details = { spec_id, commit: computed.commit, files: computed.files };
    throw new ChantError("MERGE_CONFLICT", message, { fix: `chant resolve ${spec_id}`, details });
  }
  const { previous: from, tip: to, onto } = computed;
  return { phase: "running", intent: "run", exit_code: 0, base_commit: onto, rebase: { from, to } };
}

/**
 * Moves a branch, and its worktree, to the rebased commits that the record names; what it was is kept under a backup ref.
 * Idempotent: a branch that is elsewhere by now stays there.
 */
export async function moveRebased(run: Run): Promise<void> {
  const { repository, record } = run;
  const { rebase, branch, spec_id, attempt } = record;
  if (rebase === undefined) return;
  await placeWorktree(run);
  if ((await readRef(repository, `refs/heads/${branch}`)) !== rebase.from) return;
  await updateRefs(repository, [await backupChange(repository, { spec_id, attempt, commit: rebase.from })]);
  run.context.crashPoint("rebase:backed-up");
  await swapBranch(repository, { branch, old: rebase.from, new: rebase.to });
}
