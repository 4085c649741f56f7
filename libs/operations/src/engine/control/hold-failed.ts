import { checkTransition, setFields } from "@chant/core";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { editSpecs } from "../edit/edit-specs.ts";
import { outcomeFields } from "../run/outcome.ts";
import { reviveRun } from "../run/revive.ts";
import type { RunRecord, Verdict } from "../run/run-record.ts";
import { lockSpec } from "../run/start-run.ts";
import { supervise } from "../run/supervise.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import { loadSpecs } from "../specs/specs.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/**
 * Makes a failed spec one that needs attention, by the steps that end any run: it is written where people look for it, and
 * hooks hear of what they have not heard. Gives false where it has not failed any more: somebody else has taken it up.
 * Throws STATE_LOCKED.
 */
export async function holdFailed(where: Where, record: RunRecord, verdict: Verdict): Promise<boolean> {
  const { spec_id: id } = record;
  const lock = await lockSpec({ ...where, id });
  try {
    const entry = (await loadSpecs(where.project)).find(id);
    if (entry?.stored_status !== "failed") return false;
    checkTransition({ id, from: "failed", to: verdict.outcome, trigger: "hold", facts: {} });
    const run = await reviveRun({ ...where, lock, record, patch: { phase: "judged", verdict } });
    // The agent's copy came back when it failed; what the user wrote since stands in the file alone.
    if (!record.tracked) {
      await writeUntracked(where, entry, outcomeFields(record, verdict));
      await run.update({ phase: "finalized" });
    }
    await supervise(run);
    return true;
  } finally {
    await lock.release();
  }
}

async function writeUntracked(where: Where, entry: SpecEntry, fields: ReturnType<typeof outcomeFields>): Promise<void> {
  await editSpecs({ ...where, entries: [entry], edit: (spec) => setFields(spec, fields), subject: undefined });
}
