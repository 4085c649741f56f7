import * as z from "zod";

/** A worktree in which a spec is or was worked. */
export const runWorktree = z.object({
  path: z.string(),
  branch: z.string().optional(),
  head: z.string().optional().describe("First digits of its commit"),
  spec_id: z.string().optional(),
  title: z.string().optional(),
  status: z.string().optional(),
  running: z.boolean().describe("Whether its run is going on"),
  prunable: z.boolean().describe("Whether its folder is gone"),
  bytes: z.number(),
  whole: z.boolean().describe("False: it takes more than that"),
  modified_at: z.string().optional().describe("When something last happened in it"),
  uncommitted: z.number().optional().describe("Paths that are not committed"),
  locked: z.boolean().optional().describe("Whether git worktree lock keeps it"),
  reason: z.string().optional().describe("Why it is prunable, locked or cannot be read"),
});

export type RunWorktree = z.output<typeof runWorktree>;
