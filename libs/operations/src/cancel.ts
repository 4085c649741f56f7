import * as z from "zod";
import { planCancel } from "./engine/control/cancel-plan.ts";
import { cancelResult, cancelSpec, type CancelResult } from "./engine/control/cancel-spec.ts";
import type { SpecEntry } from "./engine/specs/spec-entry.ts";
import { findSpec, loadSpecs } from "./engine/specs/specs.ts";
import { defineOperation } from "./kernel/operation.ts";

/** Cancels a spec and its open members, or deletes it. Everything is checked before anything is stopped or changed. */
export const cancel = defineOperation({
  name: "cancel",
  summary: "Cancel a spec, or delete it; an agent at work on it is stopped first",
  effect: "destructive",
  positionals: ["id"],
  input: z.object({
    id: z.string().describe("Spec id, full or short"),
    skip_checks: z
      .boolean()
      .default(false)
      .describe("Also a spec that is being worked on, has failed, is a member or is depended on"),
    delete: z.boolean().default(false).describe("Remove the file, the logs and the worktree"),
    cascade: z.boolean().default(false).describe("With delete: the members of a driver as well"),
    delete_branch: z
      .boolean()
      .default(false)
      .describe("With delete: the branch as well; its commits stay under a backup ref"),
    dry_run: z.boolean().default(false).describe("Only show what would be done"),
  }),
  output: z.object({ dry_run: z.boolean(), results: z.array(cancelResult) }),
  preview: (input) => (input.dry_run ? undefined : { ...input, dry_run: true }),
  exitCode: ({ results }) => (results.some(({ outcome }) => outcome === "completed") ? 3 : 0),
  async run(input, context) {
    const { dry_run } = input;
    const project = await context.project();
    const set = await loadSpecs(project);
    const { entries, objections } = planCancel(set, await findSpec({ project, context, set }, input.id), input);
    if (dry_run) return { dry_run, results: entries.map((entry) => planned(entry, input)) };
    const results: CancelResult[] = [];
    for (const entry of entries) results.push(await cancelSpec({ project, context, ...input, objections }, entry));
    return { dry_run, results };
  },
});

function planned({ id, status, run, unmerged, path }: SpecEntry, asked: { readonly delete: boolean }): CancelResult {
  const stops = run === undefined || unmerged ? "" : "Its agent is stopped first. ";
  const does = asked.delete ? "The file, its logs and its worktree go." : "Its file stays, with status cancelled.";
  const common = { spec_id: id, from: status, message: `${stops}${does}` };
  return asked.delete
    ? { ...common, outcome: "deleted", removed: [path] }
    : { ...common, outcome: "cancelled", removed: [] };
}
