import { criteriaOf } from "../spec/criteria.ts";
import { parseSpec } from "../spec/parse.ts";
import { isUnfinished, statuses, type Status } from "../spec/status.ts";
import { momentOf } from "./moment.ts";

export type Winner = "ours" | "theirs";

/** What a frontmatter says about the outcome of its spec. */
export interface Outcome {
  /** Undefined where it cannot be read as a status. */
  readonly status: Status | undefined;
  /** All timestamps of the outcome. */
  readonly times: readonly string[];
  /** Whether somebody waived the criteria. */
  readonly waived: boolean;
}

export interface OutcomeSides {
  /** Undefined when both sides added the spec. */
  readonly base: Outcome | undefined;
  readonly ours: Outcome;
  readonly theirs: Outcome;
  /** The merged body: its criteria decide. */
  readonly body: string;
}

export interface MergedStatus {
  /** Undefined for a conflict. */
  readonly status: Status | undefined;
  /** The side whose outcome came later or won; undefined where nothing tells. */
  readonly winner: Winner | undefined;
  /** Whether both sides changed the status, and differently. */
  readonly differ: boolean;
  /** Whether both sides have an outcome: it is then the winner's as a whole. */
  readonly whole: boolean;
}

/**
 * The one rule for status: the side that changed wins; completed beats unfinished when all criteria of the merged body are
 * ticked or waived, else it needs attention; of two unfinished ones the later wins; cancelled or a reopening against any
 * other change is a conflict. Swapping the sides changes nothing but which side is called ours.
 */
export function mergeStatus({ base, ours, theirs, body }: OutcomeSides): MergedStatus {
  const [o, t] = [ours.status, theirs.status];
  if (o === t) return sameStatus({ base, ours, theirs });
  if (base !== undefined && t === base.status) return { status: o, winner: "ours", differ: false, whole: false };
  if (base !== undefined && o === base.status) return { status: t, winner: "theirs", differ: false, whole: false };
  return differentStatus({ base, ours, theirs, body });
}

function differentStatus({ base, ours, theirs, body }: OutcomeSides): MergedStatus {
  const both = [ours.status, theirs.status];
  if (both.includes(undefined) || both.includes("cancelled") || base?.status === "completed") return conflict;
  const unfinished = both.every((status) => isUnfinished(status as Status));
  return unfinished ? laterStatus({ ours, theirs }) : completedStatus({ ours, theirs, body });
}

const conflict: MergedStatus = { status: undefined, winner: undefined, differ: true, whole: true };

function sameStatus({ base, ours, theirs }: Omit<OutcomeSides, "body">): MergedStatus {
  const winner = laterSide(ours, theirs);
  const whole = winner !== undefined && ours.status !== base?.status;
  return { status: ours.status, winner, differ: false, whole };
}

/** Without times the status that comes later in a run. */
function laterStatus(sides: Readonly<Record<Winner, Outcome>>): MergedStatus {
  const rank = ({ status }: Outcome) => progress.indexOf(status as Status);
  const further = rank(sides.ours) > rank(sides.theirs) ? "ours" : "theirs";
  const winner = laterSide(sides.ours, sides.theirs) ?? further;
  return { status: sides[winner].status, winner, differ: true, whole: true };
}

const progress: readonly Status[] = ["pending", "in_progress", "paused", "failed", "needs_attention"];

function completedStatus({ body, ...sides }: Omit<OutcomeSides, "base">): MergedStatus {
  const winner = sides.ours.status === "completed" ? "ours" : "theirs";
  const done =
    sides[winner].waived ||
    criteriaOf(parseSpec(`---\n---\n${body}`, { id: "merged" })).every(({ checked }) => checked);
  return { status: done ? "completed" : "needs_attention", winner, differ: true, whole: true };
}

function laterSide(ours: Outcome, theirs: Outcome): Winner | undefined {
  const [o, t] = [lastOf(ours.times), lastOf(theirs.times)];
  if (o === t) return undefined;
  return o > t ? "ours" : "theirs";
}

function lastOf(times: readonly string[]): number {
  return Math.max(-Infinity, ...times.map((time) => momentOf(time) ?? -Infinity));
}

/** The status that a text stands for, undefined for none. */
export function toStatus(value: unknown): Status | undefined {
  return statuses.find((status) => status === value);
}
