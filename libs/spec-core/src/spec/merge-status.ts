import { criteriaOf } from "./criteria.ts";
import type { Spec } from "./spec.ts";
import { isUnfinished, type Status } from "./status.ts";

export type Winner = "ours" | "theirs";

export interface MergedStatus {
  readonly status: Status;
  /** The side whose outcome fields go with the status; undefined when neither changed it. */
  readonly winner: Winner | undefined;
  readonly conflict: boolean;
}

export interface StatusSides {
  readonly base: Status | undefined;
  readonly ours: Spec;
  readonly theirs: Spec;
  /** The spec with the merged body: its criteria decide. */
  readonly merged: Spec;
}

/**
 * The one rule for status: the side that changed wins; completed beats unfinished when all criteria of the merged body are
 * ticked or waived, else it needs attention; of two unfinished ones the later wins; cancelled or a reopening against any
 * other change is a conflict. Swapping the sides changes nothing but which side is called ours.
 */
export function mergeStatus({ base, ours, theirs, merged }: StatusSides): MergedStatus {
  const [o, t] = [ours.frontmatter.status, theirs.frontmatter.status];
  if (o === t) return { status: o, winner: o === base ? undefined : later(ours, theirs), conflict: false };
  if (t === base) return { status: o, winner: "ours", conflict: false };
  if (o === base) return { status: t, winner: "theirs", conflict: false };
  if (base === "completed" || [o, t].includes("cancelled")) return { status: o, winner: "ours", conflict: true };
  return isUnfinished(o) && isUnfinished(t) ? laterStatus({ ours, theirs }) : completedStatus({ ours, theirs, merged });
}

function laterStatus(sides: Pick<StatusSides, Winner>): MergedStatus {
  const winner = later(sides.ours, sides.theirs);
  return { status: sides[winner].frontmatter.status, winner, conflict: false };
}

function completedStatus({ merged, ...sides }: Omit<StatusSides, "base">): MergedStatus {
  const winner = sides.ours.frontmatter.status === "completed" ? "ours" : "theirs";
  return { status: isDone(merged, sides[winner]) ? "completed" : "needs_attention", winner, conflict: false };
}

function isDone(merged: Spec, completed: Spec): boolean {
  const waived = completed.frontmatter.waivers?.some((waiver) => waiver.gate === "criteria") ?? false;
  return waived || criteriaOf(merged).every((criterion) => criterion.checked);
}

/** The side with the later outcome; without times the status decides, so that swapping the sides keeps the result. */
function later(ours: Spec, theirs: Spec): Winner {
  const [o, t] = [timeOf(ours), timeOf(theirs)];
  if (o !== t) return o > t ? "ours" : "theirs";
  return ours.frontmatter.status >= theirs.frontmatter.status ? "ours" : "theirs";
}

function timeOf({ frontmatter }: Spec): string {
  const { started_at = "", failed_at = "", completed_at = "" } = frontmatter;
  return [started_at, failed_at, completed_at].sort().at(-1) as string;
}
