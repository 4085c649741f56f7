import { criteriaOf, tickCriterion, type FieldEdits, type Spec } from "@chant/core";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { changeStatus } from "../edit/change-status.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import { loadSpecs, timestamp } from "../specs/specs.ts";
import { lockSpec } from "../run/start-run.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/**
 * Opens a completed spec to be worked again: pending, its criteria unticked, so that the next completion is verified anew.
 * What it was completed with first stays known. Throws STATE_LOCKED and STATE_TRANSITION.
 */
export async function reopenSpec(where: Where, id: string): Promise<void> {
  const lock = await lockSpec({ ...where, id });
  try {
    const entry = (await loadSpecs(where.project)).find(id) as SpecEntry;
    const at = timestamp(where.context.now());
    const fields = (spec: Spec) => replayFields(spec, at);
    await changeStatus({ ...where, entry, to: "pending", trigger: "replay", fields, edit: withoutTicks });
  } finally {
    await lock.release();
  }
}

/** What belongs to the completion that is taken back goes with it. */
function replayFields({ frontmatter }: Spec, at: string): FieldEdits {
  const { original_completed_at: original, completed_at, replay_count = 0 } = frontmatter;
  return {
    ...{ started_at: undefined, completed_at: undefined, commits: undefined, model: undefined, cost: undefined },
    ...{ criteria: undefined, replayed_at: at, replay_count: replay_count + 1 },
    original_completed_at: original ?? completed_at,
  };
}

function withoutTicks(spec: Spec): Spec {
  return criteriaOf(spec).reduce((text, { index }) => tickCriterion(text, index, false), spec);
}
