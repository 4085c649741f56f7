import { isChantError } from "@chant/core/errors";
import { endRun } from "./end-run.ts";
import { errorText } from "../error-text.ts";
import { callEndHooks } from "./hooks.ts";
import { requestedIntent } from "../control/intent.ts";
import { recordOutcome } from "./outcome.ts";
import { branchRun } from "./phases/branch.ts";
import { cleanRun } from "./phases/clean.ts";
import { finalizeRun, keepLeftovers } from "./phases/finalize.ts";
import { judgeRun } from "./phases/judge.ts";
import { mergeRun } from "./phases/merge.ts";
import { runAgent } from "./phases/run-agent.ts";
import { undoBranch } from "./phases/undo-branch.ts";
import { reportRun } from "./report-run.ts";
import { phases, type Phase, type RunRecord, type Verdict } from "./run-record.ts";
import type { Run } from "./run.ts";
import { timestamp } from "../specs/specs.ts";

interface Step {
  /** The phase that the step reaches. */
  readonly phase: Phase;
  run(run: Run): Promise<void>;
}

/** What brings a run from one phase to the next. Every step is idempotent, so any process can go on after a crash. */
const steps: readonly Step[] = [
  { phase: "branched", run: branchRun },
  { phase: "running", run: runAgent },
  { phase: "judged", run: judgeRun },
  { phase: "finalized", run: finalizeRun },
  { phase: "merged", run: mergeRun },
  { phase: "cleaned", run: cleanRun },
];

/**
 * Drives a run from the phase that its record names to its end, in every mode and after every crash. Gives the final
 * record. An error on the way ends in a recorded state: undone before the agent started, else needs_attention.
 */
export async function supervise(run: Run): Promise<RunRecord> {
  const reached = phases.indexOf(run.record.phase);
  const reportEnd = reportRun(run);
  for (const step of steps.filter(({ phase }) => phases.indexOf(phase) > reached)) {
    run.context.crashPoint(`${step.phase}:before`);
    try {
      await heedIntent(run);
      await step.run(run);
    } catch (error) {
      const settled = await settleError(run, step.phase, error);
      reportEnd(settled);
      throw settled;
    }
    run.context.crashPoint(`${step.phase}:after`);
  }
  await endRun(run);
  reportEnd();
  return run.record;
}

/** What somebody asks of a run holds from the next step on. */
async function heedIntent(run: Run): Promise<void> {
  if (run.record.intent !== "run") return;
  const intent = await requestedIntent(run.project.runtime, run.record);
  if (intent !== undefined) await run.update({ intent });
}

/** Turns an error into a recorded state; what cannot even be recorded stays in the live record for `recover`. */
async function settleError(run: Run, phase: Phase, error: unknown): Promise<unknown> {
  try {
    if (isSwapping(run)) throw error;
    if (phase === "branched") await undo(run, error);
    if (phase !== "branched" && phase !== "cleaned") await needAttention(run, phase, error);
  } catch (second) {
    const message = `${run.record.spec_id} could not be settled (${errorText(second)}); chant recover settles it.`;
    run.context.report({ type: "warning", message });
  }
  await run.lock.release().catch(() => undefined);
  return error;
}

/**
 * The checkout may have the merge already, and the target not: an outcome committed there now would leave the user's index
 * with what no commit of theirs has. Only completing the swap makes them agree, which `recover` does.
 */
function isSwapping({ record }: Run): boolean {
  return record.merge?.state === "intended";
}

async function undo(run: Run, error: unknown): Promise<void> {
  await callEndHooks(run, { reason: reasonOf(error), message: errorText(error) });
  await undoBranch(run);
}

async function needAttention(run: Run, phase: Phase, error: unknown): Promise<void> {
  const message = `${phase} went wrong: ${errorText(error)}`;
  const verdict: Verdict = { outcome: "needs_attention", reason: reasonOf(error), message };
  await keepLeftovers(run);
  await run.update({ verdict, ended_at: run.record.ended_at ?? timestamp(run.context.now()) });
  await recordOutcome(run, verdict);
  await run.update({ phase: "cleaned" });
  await endRun(run);
}

function reasonOf(error: unknown): string {
  return isChantError(error) ? error.code : "internal";
}
