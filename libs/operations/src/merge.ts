import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";
import { mergeRecord } from "./engine/run/merge-record.ts";
import {
  awaitsMerge,
  findLatestRecord,
  findLiveRecord,
  listLiveRecords,
  type RunRecord,
} from "./engine/run/run-record.ts";
import { exitCodeOfResults, runResult, toRunResult, type RunResult } from "./engine/run/run-result.ts";
import { findSpec, loadSpecs } from "./engine/specs/specs.ts";

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
    for (const record of records) results.push(await mergeUnlessMerged(where, record));
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

async function mergeUnlessMerged(where: Where, record: RunRecord): Promise<RunResult> {
  const { project } = where;
  if (record.merge?.state === "merged") return { ...toRunResult(project, record), message: "Already merged." };
  return toRunResult(project, await mergeRecord(where, record));
}
