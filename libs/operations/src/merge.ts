import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import { mergeAll } from "./engine/merge/merge-all.ts";
import { mergeState, readMergeStates } from "./engine/merge/merge-state.ts";
import { selectRecords } from "./engine/merge/select-records.ts";
import { exitCodeOfResults, runResult, toRunResult } from "./engine/run/run-result.ts";
import { defineOperation } from "./kernel/operation.ts";

const input = z.object({
  ids: z.array(z.string()).default([]).describe("Spec ids, full or short; a driver stands for its members"),
  all: z.boolean().default(false).describe("Every spec that is completed on its branch and not merged"),
  all_completed: z.boolean().default(false).describe("The same, after work side by side"),
  ready: z
    .boolean()
    .default(false)
    .describe("Only those that merge without a conflict and with every criterion ticked"),
  list: z.boolean().default(false).describe("Show what could be merged, and what a merge would come to"),
  interactive: z.boolean().default(false).describe("Choose from a list"),
  dry_run: z.boolean().default(false).describe("Only show what would be merged"),
  rebase: z.boolean().default(false).describe("Put each branch on top of its target first"),
  auto: z.boolean().default(false).describe("Have an agent resolve what conflicts, then merge"),
  ff: z.boolean().default(true).describe("Fast-forward where that is possible"),
  squash: z.boolean().default(false).describe("Make one commit of each branch"),
  delete_branch: z.boolean().default(true).describe("Remove the branch and its worktree when it is merged"),
  continue_on_error: z.boolean().default(true).describe("Go on with the others when one cannot be merged"),
  skip_approval: z.boolean().default(false).describe("Merge without a required approval; recorded in the spec"),
  finalize: z.boolean().default(false).describe("First complete those whose work is done but not recorded"),
});

/** Merges the branches of completed specs into the branches that they started from. */
export const merge = defineOperation({
  name: "merge",
  summary: "Merge the branches of completed specs",
  effect: "write",
  positionals: ["ids"],
  short: { interactive: "i" },
  input,
  output: z.object({
    results: z.array(runResult),
    branches: z.array(mergeState).optional().describe("What each merge would come to; with list and dry_run"),
  }),
  exitCode: ({ results }) => exitCodeOfResults(results),
  preview: (asked) => (asked.dry_run || asked.list || asked.ids.length === 1 ? undefined : { ...asked, dry_run: true }),
  async run(asked, context) {
    requireSense(asked);
    const where = { project: await context.project(), context };
    const records = await selectRecords(where, asked);
    if (!asked.list && !asked.dry_run) return { results: await mergeAll(where, records, asked) };
    const branches = await readMergeStates(where.project, records);
    if (asked.list) return { results: [], branches };
    const results = records.map((record, index) => {
      const { state } = branches[index] as (typeof branches)[number];
      const message = state === "merged" ? "Already merged." : `Would merge ${record.branch} into ${record.target}.`;
      return { ...toRunResult(where.project, record), outcome: "unchanged" as const, message };
    });
    return { results, branches };
  },
});

/** What says which specs are meant; the last ones need no more. */
const selectors = ["all", "all_completed", "ready", "list"] as const;

function requireSense({ ids, ff, squash, ...asked }: z.output<typeof input>): void {
  const given = selectors.find((name) => asked[name]);
  if (ids.length > 0 && given === "all_completed")
    throw wrong("INPUT_INVALID", "--all-completed names every spec, so no ids can be given.");
  if (!ff && squash)
    throw wrong("INPUT_INVALID", "--squash makes no merge commit, so --no-ff cannot be meant as well.");
  if (ids.length === 0 && given === undefined) throw wrong("INPUT_MISSING", "merge needs a spec id, or --all.");
}

function wrong(code: "INPUT_INVALID" | "INPUT_MISSING", message: string): ChantError {
  return new ChantError(code, message, { fix: "chant merge --all" });
}
