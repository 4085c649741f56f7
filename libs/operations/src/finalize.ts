import { checkTransition } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";
import { completeDriver, hasOwnWork, isDriver } from "./engine/dispatch/drivers.ts";
import { finalizeRecord } from "./engine/run/finalize-record.ts";
import { mergeRecord } from "./engine/run/merge-record.ts";
import { findStrandedRun, settleStranded } from "./engine/control/recovery.ts";
import { findLatestRecord, findLiveRecord, type RunRecord } from "./engine/run/run-record.ts";
import { exitCodeOfResults, runResult, toRunResult, type RunResult } from "./engine/run/run-result.ts";
import type { SpecEntry } from "./engine/specs/spec-entry.ts";
import { findSpec, loadSpecs, type SpecSet } from "./engine/specs/specs.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** Completes a spec whose work was finished after its run ended, on the same evidence that a run needs. */
export const finalize = defineOperation({
  name: "finalize",
  summary: "Complete a spec whose work was finished on its branch after the run",
  effect: "write",
  positionals: ["id"],
  input: z.object({
    id: z.string().describe("Spec id, full or short"),
    merge: z.boolean().default(false).describe("Merge the branch as well"),
    skip_criteria: z.boolean().default(false).describe("Complete with open criteria; recorded in the spec"),
    allow_no_commits: z.boolean().default(false).describe("Complete also without commits; recorded in the spec"),
  }),
  output: z.object({ results: z.array(runResult) }),
  exitCode: ({ results }) => exitCodeOfResults(results),
  async run(input, context) {
    const where = { project: await context.project(), context };
    const { project } = where;
    const { id } = await findSpec({ ...where, set: await loadSpecs(project) }, input.id);
    const stranded = await findStrandedRun(project, id);
    if (stranded !== undefined) await settleStranded(where, stranded);
    const set = await loadSpecs(project);
    const entry = await findSpec({ ...where, set }, id);
    return { results: [(await finishedAlready(where, entry, input)) ?? (await finish(where, { set, entry }, input))] };
  },
});

type Input = Pick<RunRecord["options"], "merge" | "skip_criteria" | "allow_no_commits">;

/** What a completed spec is told as: nothing changes, but for its merge where that is open and wanted. */
async function finishedAlready(where: Where, entry: SpecEntry, input: Input): Promise<RunResult | undefined> {
  const record = await findRecord(where.project, entry.id);
  if (record?.verdict?.outcome === "completed" && entry.status !== "pending")
    return finishedRun(where, { entry, record, merge: input.merge });
  if (entry.status !== "completed") return undefined;
  const commits = [...(entry.spec().frontmatter.commits ?? [])];
  return { spec_id: entry.id, outcome: "completed", message: already(entry), commits, merged: true };
}

interface Finished {
  readonly entry: SpecEntry;
  readonly record: RunRecord;
  readonly merge: boolean;
}

async function finishedRun(where: Where, { entry, record, merge }: Finished): Promise<RunResult> {
  const { state } = record.merge ?? {};
  if (merge && state !== "merged") return toRunResult(where.project, await mergeRecord(where, record));
  const result = toRunResult(where.project, record);
  return state === "refused" ? result : { ...result, message: already(entry) };
}

function already({ id, completed_at: at }: SpecEntry): string {
  return `${id} is completed already${at === undefined ? "" : `, since ${at}`}.`;
}

async function finish(
  where: Where,
  { set, entry }: { readonly set: SpecSet; readonly entry: SpecEntry },
  input: Input,
): Promise<RunResult> {
  const { id, status: from } = entry;
  if (isDriver(set, id) && !hasOwnWork(entry)) return completeDriver(where, id);
  const record = await findRecord(where.project, id);
  if (record === undefined) throw noRun(id);
  checkTransition({ id, from, to: "completed", trigger: "finalize", facts: {} });
  return toRunResult(where.project, await finalizeRecord(where, record, input));
}

async function findRecord(project: Project, id: string): Promise<RunRecord | undefined> {
  return (await findLiveRecord(project.runtime, id)) ?? (await findLatestRecord(project.runtime, id));
}

function noRun(id: string): ChantError {
  return new ChantError("STATE_NO_RUN", `${id} has no run to finalize.`, {
    fix: `chant work ${id}`,
    details: { spec_id: id },
  });
}
