import { statuses } from "@chant/core";
import * as z from "zod";
import { hasStatus, type Standing } from "./spec-filter.ts";

const computed = ["ready", "blocked"] as const;

const counted = [...statuses, ...computed] as const;

/** How many specs `list --status <name>` gives; ready and blocked ones are pending as well. */
export const statusCounts = z.object({
  total: z.number(),
  ...(Object.fromEntries(counted.map((name) => [name, z.number()])) as Record<(typeof counted)[number], z.ZodNumber>),
  unreadable: z.number(),
});

export type StatusCounts = z.output<typeof statusCounts>;

/** Counts by status, by the same rule as the filter of lists. The status is enough of what is over. */
export function countStatuses(rows: readonly Standing[]): StatusCounts {
  const counts: Record<string, number> = Object.fromEntries(counted.map((name) => [name, 0]));
  const add = (name: string) => (counts[name] = (counts[name] as number) + 1);
  let unreadable = 0;
  for (const row of rows) {
    add(row.status);
    if (row.unreadable !== undefined) unreadable++;
    if (row.status === "pending") computed.filter((name) => hasStatus(row, name)).forEach(add);
  }
  return { total: rows.length, ...counts, unreadable } as StatusCounts;
}

/** The sums of several counts. */
export function addCounts(all: readonly StatusCounts[]): StatusCounts {
  const names = Object.keys(statusCounts.shape) as (keyof StatusCounts)[];
  const sums = names.map((name) => [name, all.reduce((sum, counts) => sum + counts[name], 0)]);
  return Object.fromEntries(sums) as StatusCounts;
}

const brief = [
  ["ready", "ready"],
  ["in_progress", "in-progress"],
  ["paused", "paused"],
  ["pending", "pending"],
  ["blocked", "blocked"],
  ["completed", "completed"],
  ["failed", "failed"],
  ["needs_attention", "needs-attention"],
  ["cancelled", "cancelled"],
] as const satisfies readonly (readonly [keyof StatusCounts, string])[];

/** One line of what there is, such as `5 ready, 12 pending, 45 completed`. */
export function briefCounts(counts: StatusCounts): string {
  const parts = brief.filter(([name]) => counts[name] > 0).map(([name, word]) => `${counts[name]} ${word}`);
  return parts.length === 0 ? "no specs" : parts.join(", ");
}
