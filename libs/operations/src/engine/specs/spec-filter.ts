import { specTypes, statuses } from "@chant/core";
import * as z from "zod";
import type { SpecRow } from "./spec-row.ts";

/** The filters that every command over many specs has; fields of its input. */
export const specFilter = {
  status: z
    .array(z.enum([...statuses, "ready", "blocked"]))
    .default([])
    .describe("Only these statuses"),
  label: z.array(z.string()).default([]).describe("Only specs with one of these labels"),
  type: z.enum(specTypes).optional().describe("Only this type"),
  project: z.string().optional().describe("Only ids with this project prefix"),
} as const;

export type SpecFilter = z.output<z.ZodObject<typeof specFilter>>;

/** Whether a row passes. A spec that waits for others is `blocked` as well as `pending`; cancelled ones are asked for. */
export function matchesFilter(filter: SpecFilter, row: SpecRow): boolean {
  const { status, label, type, project } = filter;
  return (
    matchesStatus(status, row) &&
    (label.length === 0 || label.some((one) => row.labels.includes(one))) &&
    (type === undefined || row.type === type) &&
    (project === undefined || row.id.startsWith(`${project}-`))
  );
}

function matchesStatus(wanted: SpecFilter["status"], row: SpecRow): boolean {
  if (wanted.length === 0) return row.status !== "cancelled";
  return wanted.some((one) => hasStatus(row, one));
}

/** What of a row tells how its spec stands. */
export type Standing = Pick<SpecRow, "status"> & Partial<Pick<SpecRow, "ready" | "blocked_by" | "unreadable">>;

/** Whether a row counts as one of a status: the one rule of every filter and every number. */
export function hasStatus({ status, ready, blocked_by = [] }: Standing, wanted: SpecFilter["status"][number]): boolean {
  return wanted === status || (wanted === "ready" && ready === true) || (wanted === "blocked" && blocked_by.length > 0);
}
