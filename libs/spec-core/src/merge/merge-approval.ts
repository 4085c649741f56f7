import type { Decision, FieldSides } from "./decide-field.ts";
import { momentOf } from "./moment.ts";
import type { Field } from "./read-fields.ts";

/**
 * The later decision wins; two people who disagree are a conflict, and so is anything that no time tells the order of.
 * Whether approval is required merges by itself. Undefined for a conflict.
 */
export function mergeApproval({ base, ours, theirs }: FieldSides): Decision | undefined {
  const [was, mine, other] = [readApproval(base), readApproval(ours), readApproval(theirs)];
  if (mine === undefined || other === undefined) return undefined;
  const take = laterDecision({ was, mine, other });
  if (take === undefined) return undefined;
  const winner = take === "ours" ? mine : other;
  const required = mine.required === was?.required ? other.required : mine.required;
  if (required === winner.required) return { take };
  return { value: { ...winner.raw, required } };
}

interface Approval {
  readonly raw: Readonly<Record<string, unknown>>;
  readonly required: boolean;
  readonly status: string;
  readonly by: string;
  readonly at: string;
}

function readApproval(field: Field | undefined): Approval | undefined {
  if (field === undefined || typeof field.value !== "object" || field.value === null) return undefined;
  const { required = false, status = "", by = "", at = "" } = field.value as Partial<Approval>;
  return { raw: field.raw as Approval["raw"], required, status, by: String(by), at: String(at) };
}

interface Decisions {
  readonly was: Approval | undefined;
  readonly mine: Approval;
  readonly other: Approval;
}

function laterDecision({ was, mine, other }: Decisions): "ours" | "theirs" | undefined {
  const [before, ours, theirs] = [wordsOf(was), wordsOf(mine), wordsOf(other)];
  if (ours === theirs || theirs === before) return "ours";
  if (ours === before) return "theirs";
  const times = [momentOf(mine.at), momentOf(other.at)] as const;
  // A decision that was taken back has no time: nothing tells whether that came later.
  const takenBack = times.includes(undefined) && (was?.at ?? "") !== "";
  return disagree(mine, other) || takenBack ? undefined : laterOf(...times);
}

function disagree(mine: Approval, other: Approval): boolean {
  const byTwo = mine.by !== "" && other.by !== "" && mine.by !== other.by;
  return byTwo && mine.status !== other.status;
}

function laterOf(ours = -Infinity, theirs = -Infinity): "ours" | "theirs" | undefined {
  if (ours === theirs) return undefined;
  return ours > theirs ? "ours" : "theirs";
}

/** A decision with all that was recorded of it. */
function wordsOf(approval: Approval | undefined): string {
  const { status = "pending", required: _, ...rest } = approval?.raw ?? {};
  const entries = Object.entries({ status, ...rest }).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify(entries);
}
