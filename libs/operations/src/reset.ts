import * as z from "zod";
import { checkTransition } from "@chant/core";
import { defineOperation } from "./kernel/operation.ts";
import { discardAttempt } from "./engine/discard-attempt.ts";
import { findStrandedRun, settleStranded } from "./engine/recovery.ts";
import { setPending } from "./engine/requeue.ts";
import { findSpec, loadSpecs } from "./engine/specs.ts";
import { lockSpec } from "./engine/start-run.ts";

/** Puts a spec back to pending with a fresh tree. What its last attempt did is kept under a backup ref. */
export const reset = defineOperation({
  name: "reset",
  summary: "Put a spec back to pending with a fresh tree; its work is kept under a backup ref",
  effect: "write",
  positionals: ["id"],
  input: z.object({ id: z.string().describe("Spec id, full or short") }),
  output: z.object({
    spec_id: z.string(),
    from: z.string(),
    backup_ref: z.string().optional().describe("Where the commits of the last attempt are"),
    removed: z.array(z.string()).describe("Worktree and branch that were removed"),
    next: z.array(z.string()),
  }),
  async run(input, context) {
    const project = await context.project();
    const { id } = await findSpec({ project, context, set: await loadSpecs(project) }, input.id);
    const stranded = await findStrandedRun(project, id);
    if (stranded !== undefined) await settleStranded({ project, context }, stranded);
    const lock = await lockSpec({ project, context, id });
    try {
      const entry = await findSpec({ project, context, set: await loadSpecs(project) }, id);
      checkTransition({ id, from: entry.status, to: "pending", trigger: "reset", facts: {} });
      const kept = await discardAttempt({ project, context }, id);
      const cleared = { error: undefined, failed_at: undefined, reason: undefined, started_at: undefined };
      await setPending({ project, context }, { entry, trigger: "reset", cleared });
      return { spec_id: id, from: entry.status, ...kept, next: [`chant work ${id}`] };
    } finally {
      await lock.release();
    }
  },
});
