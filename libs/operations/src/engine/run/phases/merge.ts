import { join } from "node:path";
import { criteriaOf, mergeSpecs, parseSpec } from "@chant/core";
import { isChantError } from "@chant/core/errors";
import { computeMerge, readFileAt, readRef, swapBranch, type ComputedMerge, type FileSides } from "@chant/git";
import { mergeCopyBack, mergeUntrackedBack, outcomeFields, recordOutcome } from "../outcome.ts";
import { withRepositoryLock } from "../../control/repository-lock.ts";
import { reportPhase, type Run } from "../run.ts";
import type { MergeResult, Verdict } from "../run-record.ts";
import { commitMessage, commitSpecFile } from "../../edit/spec-file.ts";
import { specFolder } from "../facts.ts";
import { trailers } from "./branch.ts";

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
  const { repository, record, context } = run;
  const computed = await computeMerge(repository, {
    target: record.target,
    source: `refs/heads/${record.branch}`,
    strategy: run.project.config.merge.strategy,
    message: mergeMessage(run),
    decided: specFolder(record.spec_path),
    decide: decideSpec,
  });
  const settled = withoutSwap(run, computed);
  if (settled !== undefined) return settled;
  const { previous, commit, fast_forward } = computed as Extract<ComputedMerge, { kind: "merge" }>;
  const open = await findOpenCriteria(run, commit);
  if (open.length > 0) return refusedFor(run, open);
  await run.update({ merge: { state: "intended", old: previous, new: commit, fast_forward } });
  const crashPoint = (name: string) => context.crashPoint(name);
  await swapBranch(repository, { branch: record.target, old: previous, new: commit, crashPoint });
  return { state: "merged", commit, fast_forward };
}

function withoutSwap(run: Run, computed: ComputedMerge): MergeResult | undefined {
  if (computed.kind === "up_to_date") return { state: "merged", commit: computed.commit, fast_forward: true };
  if (computed.kind === "merge") return undefined;
  const files = computed.files;
  const message = `${run.record.branch} and ${run.record.target} changed the same place in ${files.join(", ")}.`;
  return { state: "refused", reason: "merge_conflict", message, files };
}

/** Criteria that are open in what would be merged: somebody may have added one since the run was judged. */
async function findOpenCriteria(run: Run, commit: string): Promise<readonly string[]> {
  const { repository, record } = run;
  if (record.options.skip_criteria) return [];
  const text = record.tracked
    ? await readFileAt(repository, commit, record.spec_path)
    : (await mergeCopyBack(run)).text;
  const spec = parseSpec(text ?? "", { id: record.spec_id });
  const open = criteriaOf(spec).filter((criterion) => !criterion.checked);
  return open.map((criterion) => criterion.text);
}

function refusedFor({ record }: Run, open: readonly string[]): MergeResult {
  const message = `${record.target} has acceptance criteria that are not ticked on ${record.branch}: ${open.join(", ")}.`;
  return { state: "refused", reason: "criteria_open", message, files: [record.spec_path] };
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

function decideSpec(file: FileSides): string | undefined {
  if (!file.path.endsWith(".md") || file.ours === undefined || file.theirs === undefined) return undefined;
  const merged = mergeSpecs({ base: file.base, ours: file.ours, theirs: file.theirs });
  return merged.conflicts.length > 0 ? undefined : merged.text;
}

function mergeMessage(run: Run): string {
  const { branch, target, spec_id: id } = run.record;
  if (run.project.config.project.silent) return `Merge branch '${branch}' into ${target}\n`;
  return commitMessage(run.project, `merge ${id}`, trailers(run));
}
