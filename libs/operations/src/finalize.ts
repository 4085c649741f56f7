import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";
import { gatherEvidence } from "./engine/facts.ts";
import type { Lock } from "./engine/lock.ts";
import { placeWorktree } from "./engine/phases/branch.ts";
import { findStrandedRun, settleStranded } from "./engine/recovery.ts";
import { createRun } from "./engine/run.ts";
import { findLatestRecord, findLiveRecord, type RunRecord } from "./engine/run-record.ts";
import { exitCodeOfResults, runResult, toRunResult } from "./engine/run-result.ts";
import { reviveRun } from "./engine/revive.ts";
import { findSpec, loadSpecs } from "./engine/specs.ts";
import { lockSpec } from "./engine/start-run.ts";
import { supervise } from "./engine/supervise.ts";
import { judgeEvidence } from "./engine/verdict.ts";

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
    const record = await findRecord(project, id);
    if (record.verdict?.outcome === "completed") return { results: [toRunResult(project, record)] };
    const options = { ...record.options, ...input, merge: input.merge };
    const lock = await lockSpec({ ...where, id });
    const finished = {
      ...record,
      intent: "run",
      phase: "running",
      options: pickOptions(options),
      exit_code: 0,
    } as const;
    await requireEvidence(where, { lock, record: finished });
    const run = await reviveRun({ ...where, lock, record: finished, patch: {} });
    return { results: [toRunResult(project, await supervise(run))] };
  },
});

function pickOptions({ allow_no_commits, skip_criteria, skip_approval, skip_deps, merge }: RunRecord["options"]) {
  return { allow_no_commits, skip_criteria, skip_approval, skip_deps, merge };
}

async function findRecord(project: Project, id: string): Promise<RunRecord> {
  const record = (await findLiveRecord(project.runtime, id)) ?? (await findLatestRecord(project.runtime, id));
  if (record !== undefined) {
    const { error, ended_at, ...rest } = record;
    return rest;
  }
  throw new ChantError("STATE_NO_RUN", `${id} has no run to finalize.`, {
    fix: `chant work ${id}`,
    details: { spec_id: id },
  });
}

/** Refuses with nothing changed when the evidence does not make the spec completed. Throws STATE_TRANSITION. */
async function requireEvidence(where: Where, { lock, record }: { lock: Lock; record: RunRecord }): Promise<void> {
  try {
    const run = createRun({ ...where, repository: await where.project.repository(), lock, record });
    await placeWorktree(run);
    const verdict = judgeEvidence(await gatherEvidence(run));
    if (verdict.outcome === "completed") return;
    const { reason, message, criteria_open, files } = verdict;
    const fix = `git -C ${record.worktree} status`;
    throw new ChantError("STATE_TRANSITION", `${record.spec_id} cannot be completed: ${message}`, {
      fix,
      details: { reason, criteria_open, files },
    });
  } catch (error) {
    await lock.release();
    throw error;
  }
}
