import * as z from "zod";
import { defineOperation } from "./kernel/operation.ts";
import { errorText } from "./engine/error-text.ts";
import { findLeavings } from "./engine/leavings/find-leavings.ts";
import { leaving, type Found, type Leaving } from "./engine/leavings/leaving.ts";

/** Removes what runs left and nobody needs. Work that is nowhere else is kept first, or stays where it is. */
export const cleanup = defineOperation({
  name: "cleanup",
  summary: "Remove worktrees, branches, locks and files of runs that nobody needs any more",
  effect: "destructive",
  input: z.object({
    dry_run: z.boolean().default(false).describe("Only show what would be removed"),
    worktrees: z
      .boolean()
      .default(false)
      .describe("Also worktrees in which a later run would go on; its branch keeps what is in them"),
  }),
  output: z.object({
    dry_run: z.boolean(),
    results: z.array(leaving).describe("What was removed, or would be"),
    kept: z.array(leaving).describe("What stays, and why"),
    bytes: z.number().describe("What the removed takes"),
  }),
  preview: ({ dry_run, worktrees }) => (dry_run ? undefined : { dry_run: true, worktrees }),
  async run({ dry_run, worktrees }, context) {
    const found = await findLeavings(context, { worktrees });
    const [results, kept]: [Leaving[], Leaving[]] = [[], []];
    for (const one of found) {
      const { removed, leaving } = dry_run ? { ...one, removed: one.remove !== undefined } : await take(one);
      (removed ? results : kept).push(leaving);
    }
    return { dry_run, results, kept, bytes: results.reduce((sum, { bytes }) => sum + bytes, 0) };
  },
});

/** One that cannot go keeps nothing else from going. */
async function take({ leaving, remove }: Found): Promise<{ removed: boolean; leaving: Leaving }> {
  if (remove === undefined) return { removed: false, leaving };
  try {
    const backup = await remove();
    return { removed: true, leaving: backup === undefined ? leaving : { ...leaving, backup_ref: backup } };
  } catch (error) {
    return { removed: false, leaving: { ...leaving, reason: errorText(error) } };
  }
}
