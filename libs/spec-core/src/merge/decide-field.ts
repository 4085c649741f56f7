import type { FieldValue } from "../spec/edit-header.ts";
import { fieldRow, type fields } from "../spec/fields.ts";
import { mergeApproval } from "./merge-approval.ts";
import { mergeSet } from "./merge-set.ts";
import type { MergedStatus, Winner } from "./merge-status.ts";
import type { Field } from "./read-fields.ts";

/** One field on three sides; undefined where a side does not have it. */
export interface FieldSides {
  readonly base: Field | undefined;
  readonly ours: Field | undefined;
  readonly theirs: Field | undefined;
}

/** What becomes of a field: what one side has of it, a new value, or a conflict that ours stays in. */
export type Decision =
  | { readonly take: Winner; readonly conflict?: true }
  | { readonly value: FieldValue }
  | { readonly items: readonly string[] };

type Rule = (typeof fields)[keyof typeof fields]["merge"];

type Judge = (sides: FieldSides, status: MergedStatus) => Decision;

/** The rules that the field table names. */
const judges: Readonly<Record<Rule, Judge>> = {
  status: decideStatus,
  outcome: decideOutcome,
  set: decideSet,
  records: decideSet,
  approval: (sides) => oneSided(sides) ?? mergeApproval(sides) ?? conflict,
  scalar: (sides) => oneSided(sides) ?? conflict,
};

const conflict: Decision = { take: "ours", conflict: true };

/** Decides one field by its row of the field table. */
export function decideField(name: string, sides: FieldSides, status: MergedStatus): Decision {
  return judges[fieldRow(name).merge](sides, status);
}

/** The side that changed the value, ours where both say the same; undefined where they differ. */
function oneSided({ base, ours, theirs }: FieldSides): Decision | undefined {
  if (ours?.json === theirs?.json || theirs?.json === base?.json) return { take: "ours" };
  return ours?.json === base?.json ? { take: "theirs" } : undefined;
}

function decideSet(sides: FieldSides): Decision {
  return oneSided(sides) ?? mergeSet(sides) ?? conflict;
}

function decideStatus(sides: FieldSides, { status, differ }: MergedStatus): Decision {
  if (!differ) return oneSided(sides) ?? { take: sides.ours === undefined ? "theirs" : "ours" };
  if (status === undefined) return conflict;
  const side = (["ours", "theirs"] as const).find((name) => sides[name]?.value === status);
  return side === undefined ? { value: status } : { take: side };
}

/**
 * Where both sides have an outcome, the two never mix: all of it is the winner's. But commits of two completed sides are
 * all true.
 */
function decideOutcome(sides: FieldSides, merged: MergedStatus): Decision {
  const { winner, whole } = merged;
  if (isOfBoth(sides, merged)) return mergeSet({ ...sides, base: undefined }) ?? conflict;
  if (whole) return { take: winner ?? "ours" };
  return oneSided(sides) ?? (winner === undefined ? conflict : { take: winner });
}

function isOfBoth({ ours, theirs }: FieldSides, { whole, differ, status }: MergedStatus): boolean {
  const bothCompleted = whole && !differ && status === "completed";
  return bothCompleted && ours?.name === "commits" && theirs !== undefined;
}
