import { parseSpec } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import { readFileAt } from "@chant/git";
import * as z from "zod";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";
import { reviveRun } from "./engine/revive.ts";
import { awaitsMerge, findLatestRecord, findLiveRecord, listLiveRecords, type RunRecord } from "./engine/run-record.ts";
import { exitCodeOfResults, runResult, toRunResult, type RunResult } from "./engine/run-result.ts";
import { findSpec, loadSpecs } from "./engine/specs.ts";
import { lockSpec } from "./engine/start-run.ts";
import { supervise } from "./engine/supervise.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** Merges the branches of completed specs into the branches that they started from. */
export const merge = defineOperation({
  name: "merge",
  summary: "Merge the branches of completed specs",
  effect: "write",
  positionals: ["ids"],
  input: z.object({
    ids: z.array(z.string()).default([]).describe("Spec ids, full or short"),
    all: z.boolean().default(false).describe("Every spec that is completed on its branch and not merged"),
    dry_run: z.boolean().default(false).describe("Only show what would be merged"),
  }),
  output: z.object({ results: z.array(runResult) }),
  exitCode: ({ results }) => exitCodeOfResults(results),
  async run({ ids, all, dry_run }, context) {
    const project = await context.project();
    const where = { project, context };
    const records = await selectRecords(where, { ids, all });
    if (dry_run) return { results: records.map((record) => planned(project, record)) };
    const results: RunResult[] = [];
    for (const record of records) results.push(await mergeRecord(where, record));
    return { results };
  },
});

async function selectRecords(where: Where, { ids, all }: { ids: string[]; all: boolean }): Promise<RunRecord[]> {
  const { project, context } = where;
  if (all) return (await listLiveRecords(project.runtime)).filter(awaitsMerge);
  if (ids.length === 0) {
    throw new ChantError("INPUT_MISSING", "merge needs a spec id, or --all.", { fix: "chant merge --all" });
  }
  const set = await loadSpecs(project);
  const entries = await Promise.all(ids.map((id) => findSpec({ project, context, set }, id)));
  return Promise.all(entries.map((entry) => mergeableRecord(project, entry.id)));
}

async function mergeableRecord(project: Project, id: string): Promise<RunRecord> {
  const record = (await findLiveRecord(project.runtime, id)) ?? (await findLatestRecord(project.runtime, id));
  if (record?.verdict?.outcome === "completed") return record;
  const message = `${id} has no completed run to merge.`;
  throw new ChantError("STATE_NO_RUN", message, { fix: `chant show ${id}`, details: { spec_id: id } });
}

function planned(project: Project, record: RunRecord): RunResult {
  const merged = record.merge?.state === "merged";
  const message = merged ? "Already merged." : `Would merge ${record.branch} into ${record.target}.`;
  return { ...toRunResult(project, record), outcome: "unchanged", message };
}

async function mergeRecord(where: Where, record: RunRecord): Promise<RunResult> {
  const { project } = where;
  if (record.merge?.state === "merged") return { ...toRunResult(project, record), message: "Already merged." };
  const lock = await lockSpec({ ...where, id: record.spec_id });
  const phase = (await isCompletedOnBranch(project, record)) ? "finalized" : "judged";
  const patch = { phase, options: { ...record.options, merge: true } } as const;
  const run = await reviveRun({ ...where, lock, record, patch });
  return toRunResult(project, await supervise(run));
}

/** Whoever solved a conflict on the branch may have taken the target's status with it; then the outcome is written anew. */
async function isCompletedOnBranch(project: Project, record: RunRecord): Promise<boolean> {
  if (!record.tracked) return true;
  const text = await readFileAt(await project.repository(), `refs/heads/${record.branch}`, record.spec_path);
  return text === undefined || parseSpec(text, { id: record.spec_id }).frontmatter.status === "completed";
}
