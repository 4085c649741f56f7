import { checkTransition, setFields } from "@chant/core";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { editSpecs } from "../edit/edit-specs.ts";
import { outcomeFields, recordOutcome } from "../run/outcome.ts";
import { createRun } from "../run/run.ts";
import type { RunRecord, Verdict } from "../run/run-record.ts";
import { loadSpecs } from "../specs/specs.ts";
import { lockSpec } from "../run/start-run.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/**
 * Marks a failed spec as one that needs attention, where people look for it. Gives false where it has not failed any
 * more: somebody else has taken it up. Throws STATE_LOCKED.
 */
export async function holdFailed(where: Where, record: RunRecord, verdict: Verdict): Promise<boolean> {
  const { project, context } = where;
  const { spec_id: id } = record;
  const lock = await lockSpec({ ...where, id });
  try {
    const entry = (await loadSpecs(project)).find(id);
    if (entry?.stored_status !== "failed") return false;
    checkTransition({ id, from: "failed", to: verdict.outcome, trigger: "hold", facts: {} });
    if (record.tracked) {
      await recordOutcome(
        createRun({ project, context, repository: await project.repository(), lock, record }),
        verdict,
      );
      return true;
    }
    const fields = outcomeFields(record, verdict);
    await editSpecs({ ...where, entries: [entry], edit: (spec) => setFields(spec, fields), subject: undefined });
    return true;
  } finally {
    await lock.release();
  }
}
