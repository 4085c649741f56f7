import { statuses, type Spec } from "@chant/core";
import * as z from "zod";
import { isElsewhere, type SpecEntry } from "./spec-entry.ts";
import type { SpecSet } from "./specs.ts";

/** A spec as lists tell it. */
export const specRow = z.object({
  id: z.string(),
  title: z.string(),
  status: z.enum(statuses),
  type: z.string(),
  labels: z.array(z.string()),
  ready: z.boolean(),
  blocked_by: z.array(z.string()),
  archived: z.boolean().optional(),
  unmerged: z.boolean().optional().describe("Completed on its branch, which is not merged"),
  running: z
    .object({ attempt: z.number(), since: z.string(), cut_off: z.boolean().optional() })
    .optional()
    .describe("The run that is going on; cut_off: its chant process died, and recover settles it"),
  unreadable: z.string().optional().describe("Why the file cannot be read"),
  approval: z.string().optional(),
  depends_on: z.array(z.string()).optional(),
  approved_by: z.string().optional().describe("Who approved or rejected it"),
  created_by: z.string().optional().describe("Author of the commit that added it; where people are asked for"),
  last_activity: z.string().optional().describe("When it was last changed or worked; where activity is asked for"),
  ago: z.string().optional().describe("How long before now that was"),
  comments: z.number().optional().describe("Entries of its approval discussion; where mentions are asked for"),
  repository: z.string().optional().describe("Folder of the repository that it is in, where several are listed"),
});

export type SpecRow = z.output<typeof specRow>;

/** What a row asks of the other specs. */
export type ReadySet = Pick<SpecSet, "readinessOf">;

/** A row of a list. Ten thousand of them are made at once: a field that says nothing is not even looked at. */
export function toSpecRow(set: ReadySet, entry: SpecEntry): SpecRow {
  const { id, title = "", status, type, labels = [], run } = entry;
  const row: SpecRow = { id, title, status, type, labels: labels as string[], ready: false, blocked_by: [] };
  if (status === "pending" && !entry.archived) addReadiness(row, set);
  if (entry.archived) row.archived = true;
  if (isElsewhere(entry)) row.unmerged = true;
  if (run !== undefined && !entry.unmerged) row.running = runningOf(run, entry.cut_off);
  if (!entry.readable) row.unreadable = whyUnreadable(entry.spec());
  return withFields(row, entry);
}

/** What the header says and most headers do not. */
function withFields(row: SpecRow, { depends_on, approval }: SpecEntry): SpecRow {
  if (depends_on !== undefined && depends_on.length > 0) row.depends_on = depends_on as string[];
  if (approval !== undefined) addApproval(row, approval);
  return row;
}

/** A rejection counts whether or not an approval was asked for; an approval of another text is none. */
function addApproval(row: SpecRow, { required, status, by, edited }: NonNullable<SpecEntry["approval"]>): void {
  if (required || status !== "pending") row.approval = required && edited ? "pending" : status;
  if (by !== undefined) row.approved_by = by;
}

function addReadiness(row: SpecRow, set: ReadySet): void {
  const { ready, reasons } = set.readinessOf(row.id);
  row.ready = ready;
  row.blocked_by = reasons.flatMap(({ spec }) => spec ?? []);
}

function runningOf(run: NonNullable<SpecEntry["run"]>, cut_off: boolean): SpecRow["running"] {
  return { attempt: run.attempt, since: run.started_at, ...(cut_off && { cut_off }) };
}

function whyUnreadable({ findings }: Spec): string {
  return findings.find((one) => one.severity === "error")?.message ?? "its header cannot be read";
}
