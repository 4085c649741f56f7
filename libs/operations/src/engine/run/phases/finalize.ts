import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { criteriaOf, parseSpec, setFields } from "@chant/core";
import { writeFileDurably } from "@chant/core/store";
import { commitFiles, commitLeftovers, openWorktree } from "@chant/git";
import { withBypass } from "../../approvals/bypass.ts";
import { openDerivation } from "../../edit/derivation.ts";
import { abandonResolution } from "../../merge/resolution.ts";
import { leftoverSubject } from "../facts.ts";
import { outcomeFields, recordOutcome } from "../outcome.ts";
import { reportPhase, workFolder, type Run } from "../run.ts";
import type { Verdict } from "../run-record.ts";
import { commitMessage } from "../../edit/spec-file.ts";
import { trailers } from "../trailers.ts";

/**
 * Writes the verdict into the spec: a completed one as the last commit of the branch, any other on the target, after
 * everything that the agent left is committed on the branch. Idempotent: times and commits come from the record.
 */
export async function finalizeRun(run: Run): Promise<void> {
  const verdict = run.record.verdict as Verdict;
  await (verdict.outcome === "completed" ? completeOnBranch(run, verdict) : keepAndRecord(run, verdict));
  await run.update({ phase: "finalized" });
  reportPhase(run, "finalized", `${run.record.spec_id} is ${verdict.outcome.replace("_", " ")}`);
}

async function completeOnBranch(run: Run, verdict: Verdict): Promise<void> {
  const { project, context, repository, record } = run;
  const file = join(workFolder(run), record.spec_path);
  const worked = parseSpec(await readFile(file, "utf8"), { id: record.spec_id });
  const derive = await openDerivation(project, context);
  const spec = derive?.(worked, join(project.root, record.spec_path)).spec ?? worked;
  const criteria = criteriaOf(spec).length === 0 ? ("none" as const) : undefined;
  const { text } = setFields(withBypass(spec, verdict), { ...outcomeFields(record, verdict), criteria });
  if (!record.tracked) return writeFileDurably(file, text);
  const message = commitMessage(project, `finalize ${record.spec_id}`, trailers(run));
  const files = [{ path: record.spec_path, content: text }];
  const commit = { branch: record.branch, checkout: workFolder(run), files, message };
  await Promise.all([writeFileDurably(file, text), commitFiles(repository, commit)]);
}

/** An agent that ended by itself and left changes is left alone: only a person knows what they are. */
async function keepAndRecord(run: Run, verdict: Verdict): Promise<void> {
  if (verdict.outcome !== "needs_attention" || run.record.resolution !== undefined) await keepLeftovers(run);
  await recordOutcome(run, verdict);
}

/**
 * Commits what an agent left uncommitted in the run's worktree, ignored files and setup files left out. In the user's own
 * checkout it stays as it is: nobody removes it there.
 */
export async function keepLeftovers(run: Run): Promise<void> {
  const { project, record } = run;
  // Half of a merge on the branch would count as all of it.
  if (record.resolution !== undefined) return abandonResolution(run);
  if (record.worktree === undefined || record.in_place) return;
  const worktree = await openWorktree(run.repository, record.worktree).catch(() => undefined);
  if (worktree === undefined) return;
  const message = commitMessage(project, leftoverSubject, trailers(run));
  await commitLeftovers(worktree, { message, exclude: [...(record.setup_files ?? [])] });
}
