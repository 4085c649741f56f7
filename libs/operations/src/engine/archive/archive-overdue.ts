import { counted } from "../counted.ts";
import { errorText } from "../error-text.ts";
import { moveSpecs } from "./move-specs.ts";
import type { Where } from "./move.ts";
import { planArchive } from "./plan-archive.ts";
import { retentionOf } from "./retention.ts";

const usual = { id: undefined, allow_non_completed: false, skip_checks: false } as const;

/** Archives what has been completed for as long as the config says. What stands against it is a warning, and no more. */
export async function archiveOverdue(where: Where): Promise<void> {
  const { project, context } = where;
  const age = retentionOf(project, context.now());
  if (age === undefined) return;
  try {
    const { units } = await planArchive(where, { ...usual, before: age.before });
    const { moves } = await moveSpecs(where, units, { verb: "archive", commit: true, stage: true });
    if (moves.length === 0) return;
    const message = `Archived ${counted(moves.length, "spec")} older than ${age.text}.`;
    context.report({ type: "notice", message });
  } catch (error) {
    context.report({ type: "warning", message: `Nothing could be archived: ${errorText(error)}` });
  }
}
