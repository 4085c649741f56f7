import * as z from "zod";
import { defineOperation } from "../kernel/operation.ts";
import { agoOf } from "../engine/ago.ts";
import { examineRunWorktrees } from "../engine/attempts/run-worktrees.ts";
import { runWorktree, type RunWorktree } from "../engine/attempts/worktree-row.ts";

/** Shows the worktrees of runs: what is in them, what they take, and which are only remembered. */
export const worktreeStatus = defineOperation({
  name: "worktree status",
  summary: "Show the worktrees of runs: branch, spec, size, age, what is uncommitted",
  effect: "read",
  input: z.object({}),
  output: z.object({
    worktrees: z.array(runWorktree.extend({ age: z.string().optional() })),
    prunable: z.number().describe("How many have lost their folder"),
    bytes: z.number(),
    whole: z.boolean().describe("False: they take more than that"),
  }),
  async run(_input, context) {
    const found = await examineRunWorktrees(await context.project());
    const now = context.now();
    const worktrees = found.map((one) => ({ ...one, ...ageOf(one, now) }));
    return {
      worktrees,
      prunable: found.filter(({ prunable }) => prunable).length,
      bytes: found.reduce((sum, { bytes }) => sum + bytes, 0),
      whole: found.every(({ whole }) => whole),
    };
  },
});

function ageOf({ modified_at }: RunWorktree, now: Date): { age?: string } {
  return modified_at === undefined ? {} : { age: agoOf(new Date(modified_at), now) };
}
