import { ChantError } from "@chant/core/errors";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import type { Lock } from "../control/lock.ts";
import { gatherEvidence } from "./facts.ts";
import { placeWorktree } from "./phases/branch.ts";
import { reviveRun } from "./revive.ts";
import { createRun } from "./run.ts";
import type { RunRecord } from "./run-record.ts";
import { lockSpec } from "./start-run.ts";
import { supervise } from "./supervise.ts";
import { judgeEvidence } from "./verdict.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** The options of a run that are asked anew when somebody else finished its work. */
type Asked = Partial<Pick<RunRecord["options"], "merge" | "skip_criteria" | "allow_no_commits">>;

/**
 * Completes a run whose work was finished after it ended, on the same evidence that a run needs. Throws STATE_LOCKED, and
 * STATE_TRANSITION where the evidence does not make the spec completed; then nothing has changed.
 */
export async function finalizeRecord(where: Where, record: RunRecord, asked: Asked): Promise<RunRecord> {
  // What a person made of a conflict is theirs to decide.
  const { error, ended_at, resolution, ...rest } = record;
  const options = pickOptions({ ...record.options, ...asked });
  const finished = { ...rest, intent: "run", phase: "running", options, exit_code: 0 } as const;
  const lock = await lockSpec({ ...where, id: record.spec_id });
  await requireEvidence(where, { lock, record: finished });
  return supervise(await reviveRun({ ...where, lock, record: finished, patch: {} }));
}

function pickOptions({ allow_no_commits, skip_criteria, skip_approval, skip_deps, merge }: RunRecord["options"]) {
  return { allow_no_commits, skip_criteria, skip_approval, skip_deps, merge };
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
