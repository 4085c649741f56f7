import { join } from "node:path";
import { criteriaOf, parseSpec } from "@chant/core";
import { isChantError } from "@chant/core/errors";
import { computeMerge, readFileAt, readRef, swapBranch, type ComputedMerge } from "@chant/git";
import { heldForApproval } from "../approval-gate.ts";
import { mergeCopyBack, mergeUntrackedBack, outcomeFields, recordOutcome } from "../outcome.ts";
import { withRepositoryLock } from "../../control/repository-lock.ts";
import { reportPhase, type Run } from "../run.ts";
import type { MergeResult, RunRecord, Verdict } from "../run-record.ts";
import { commitSpecFile } from "../../edit/spec-file.ts";
import { toMergeRequest } from "../../merge/merge-request.ts";

/**
 * Merges the branch of a completed run into its target by compare-and-swap, specs by core's three-way merge. What stands
 * against it (a conflict, an overlapping uncommitted edit) makes the run wait in needs_attention, with nothing moved.
 */
export async function mergeRun(run: Run): Promise<void> {
  const verdict = run.record.verdict as Verdict;
  if (verdict.outcome !== "completed" || !run.record.options.merge) return;
  const { merge: before } = run.record;
  const merge = before?.state === "merged" ? before : await mergeOnce(run);
  if (merge.state === "refused") {
    await run.update({ merge });
    await recordOutcome(run, { ...verdict, outcome: "needs_attention", reason: merge.reason, message: merge.message });
    return;
  }
  if (!run.record.tracked) await mergeUntrackedBack(run, outcomeFields(run.record, verdict));
  await run.update({ merge, phase: "merged" });
  reportPhase(run, "merged", `Merged ${run.record.branch} into ${run.record.target}`);
}

/** Another writer may move the target between computing and swapping; then the merge is computed anew. */
async function mergeOnce(run: Run, triesLeft = 20): Promise<MergeResult> {
  try {
    await commitUserEdits(run);
    return await withRepositoryLock(run.project, run.context, () => attempt(run));
  } catch (error) {
    if (!isChantError(error)) throw error;
    if (error.code === "GIT_REF_MOVED" && triesLeft > 0) return mergeOnce(run, triesLeft - 1);
    if (error.code !== "MERGE_CHECKOUT_DIRTY" && error.code !== "GIT_UNMERGED_PATH") throw error;
    const { files = [run.record.spec_path] } = error.details as { files?: readonly string[] };
    return { state: "refused", reason: "checkout_dirty", message: error.message, files };
  }
}

async function commitUserEdits({ project, context, repository, record }: Run): Promise<void> {
  if (!record.tracked || !record.target_checked_out) return;
  const path = join(repository.root, record.spec_path);
  const subject = `record edits of ${record.spec_id}`;
  await commitSpecFile({ project, context, path, subject, only: record.target });
}

async function attempt(run: Run): Promise<MergeResult> {
  const repaired = await finishIntended(run);
  if (repaired !== undefined) return repaired;
  const held = await heldForApproval(run);
  if (held !== undefined) return held;
  const { repository, record, context } = run;
  const computed = await computeMerge(repository, toMergeRequest(run.project, record));
  const settled = withoutSwap(run, computed);
  if (settled !== undefined) return settled;
  const { previous, commit, fast_forward } = computed as Extract<ComputedMerge, { kind: "merge" }>;
  const refused = await findObjection(run, commit);
  if (refused !== undefined) return refused;
  await run.update({ merge: { state: "intended", old: previous, new: commit, fast_forward } });
  const crashPoint = (name: string) => context.crashPoint(name);
  await swapBranch(repository, { branch: record.target, old: previous, new: commit, crashPoint });
  return { state: "merged", commit, fast_forward };
}

function withoutSwap(run: Run, computed: ComputedMerge): MergeResult | undefined {
  if (computed.kind === "up_to_date")
    return { state: "merged", commit: computed.commit, fast_forward: true, elsewhere: true };
  if (computed.kind === "merge") return undefined;
  const files = computed.files;
  const message = `${run.record.branch} and ${run.record.target} changed the same place in ${files.join(", ")}.`;
  return { state: "refused", reason: "merge_conflict", message, files };
}

/** What stands against the spec as it would be merged: somebody may have added a criterion since the run was judged. */
async function findObjection(run: Run, commit: string): Promise<MergeResult | undefined> {
  const { repository, record } = run;
  const text = record.tracked
    ? await readFileAt(repository, commit, record.spec_path)
    : (await mergeCopyBack(run)).text;
  const spec = parseSpec(text ?? "", { id: record.spec_id });
  if (!spec.readable) return unreadable(record, spec.findings[0]?.message);
  const open = criteriaOf(spec).filter((criterion) => !criterion.checked);
  if (record.options.skip_criteria || open.length === 0) return undefined;
  const named = open.map((criterion) => criterion.text).join(", ");
  const message = `${record.target} has acceptance criteria that are not ticked on ${record.branch}: ${named}.`;
  return { state: "refused", reason: "criteria_open", message, files: [record.spec_path] };
}

function unreadable({ branch, spec_path }: RunRecord, why = "its header cannot be read."): MergeResult {
  const message = `With ${branch} merged, ${spec_path} could not be read: ${why}`;
  return { state: "refused", reason: "unreadable_spec", message, files: [spec_path] };
}

/** Closes the one window of a swap: killed after the checkout was updated and before the ref moved, or just after. */
async function finishIntended({ repository, record }: Run): Promise<MergeResult | undefined> {
  const { merge } = record;
  if (merge?.state !== "intended") return undefined;
  const merged: MergeResult = { state: "merged", commit: merge.new, fast_forward: merge.fast_forward };
  const tip = await readRef(repository, `refs/heads/${record.target}`);
  if (tip === merge.new) return merged;
  if (tip !== merge.old) return undefined;
  await swapBranch(repository, { branch: record.target, old: merge.old, new: merge.new });
  return merged;
}
