import { isUnfinished, parentOf, type ErrorCode } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import { isRunning } from "./interrupted-result.ts";
import { membersIn } from "../specs/spec-members.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import type { SpecSet } from "../specs/specs.ts";

export interface CancelRequest {
  readonly delete: boolean;
  readonly cascade: boolean;
  readonly delete_branch: boolean;
  readonly skip_checks: boolean;
}

export interface CancelPlan {
  /** What is cancelled or deleted, members before their drivers. */
  readonly entries: readonly SpecEntry[];
  /** What was objected to and skipped. */
  readonly objections: readonly string[];
}

interface Objection {
  readonly code: ErrorCode;
  readonly message: string;
  readonly fix: string;
}

/**
 * What cancelling a spec means, after every check; changes nothing. Throws INPUT_INVALID, STATE_HAS_MEMBERS and
 * STATE_TRANSITION for what no flag allows, and the first objection unless checks are skipped: STATE_TRANSITION, STATE_BLOCKED.
 */
export function planCancel(set: SpecSet, entry: SpecEntry, request: CancelRequest): CancelPlan {
  requireFlags(entry, request);
  const members = membersIn(set, entry.id).filter(({ archived }) => !archived);
  requirePossible(entry, members, request);
  const entries = [...members.filter((member) => request.delete || isUnfinished(member.status)).reverse(), entry];
  const objections = [...ownObjections(set, entry, request), ...objectionsOf(set, entries, request)];
  const [first] = objections;
  if (first !== undefined && !request.skip_checks) throw new ChantError(first.code, first.message, { fix: first.fix });
  return { entries, objections: objections.map(({ message }) => message) };
}

function requireFlags({ id }: SpecEntry, { delete: deletes, cascade, delete_branch }: CancelRequest): void {
  if (deletes || !(cascade || delete_branch)) return;
  const flag = cascade ? "cascade" : "delete_branch";
  const message = `${flag} goes with delete: a cancelled spec keeps its file, its members and its branch.`;
  throw new ChantError("INPUT_INVALID", message, { fix: `chant cancel ${id} --delete --${flag.replace("_", "-")}` });
}

function requirePossible(entry: SpecEntry, members: readonly SpecEntry[], request: CancelRequest): void {
  const { id, status, archived } = entry;
  if (archived) throw impossible(id, `${id} is archived.`);
  if (request.delete && members.length > 0 && !request.cascade) {
    const message = `${id} has ${members.length} members, which would be left without their driver.`;
    throw new ChantError("STATE_HAS_MEMBERS", message, { fix: `chant cancel ${id} --delete --cascade` });
  }
  if (!request.delete && (status === "completed" || status === "cancelled"))
    throw impossible(id, `${id} is ${status} already.`);
}

function impossible(id: string, message: string): ChantError {
  return new ChantError("STATE_TRANSITION", message, { fix: `chant show ${id}`, details: { spec_id: id } });
}

/** What stands against cancelling the spec that was named, whatever comes with it. */
function ownObjections(set: SpecSet, entry: SpecEntry, request: CancelRequest): Objection[] {
  const { id, status } = entry;
  const parent = parentOf(id);
  const fix = skipping(entry, request);
  const objections: Objection[] = [];
  if (parent !== undefined && set.find(parent)?.archived === false) {
    const message = `${id} is a member of ${parent}, which is cancelled as a whole.`;
    objections.push({ code: "STATE_TRANSITION", message, fix: `chant cancel ${parent}` });
  }
  if (status === "failed" || status === "needs_attention") {
    const message = `${id} ${status === "failed" ? "has failed" : "needs attention"}: its work may be worth a look.`;
    objections.push({ code: "STATE_TRANSITION", message, fix });
  }
  return objections;
}

function objectionsOf(set: SpecSet, entries: readonly SpecEntry[], request: CancelRequest): Objection[] {
  const going = new Set(entries.map(({ id }) => id));
  const fix = skipping(entries.at(-1) as SpecEntry, request);
  return entries.flatMap((entry) => {
    const dependents = dependentsOf(set, entry.id, request).filter((id) => !going.has(id));
    const waiting = `Other specs depend on ${entry.id}: ${dependents.join(", ")}.`;
    const state = busyState(entry, request);
    return [
      ...(state === undefined ? [] : [{ code: "STATE_TRANSITION" as const, message: `${entry.id} ${state}.`, fix }]),
      ...(dependents.length === 0 ? [] : [{ code: "STATE_BLOCKED" as const, message: waiting, fix }]),
    ];
  });
}

function busyState(entry: SpecEntry, request: CancelRequest): string | undefined {
  if (isRunning(entry)) return "is being worked on; with --skip-checks its agent is stopped first";
  if (entry.status === "in_progress") return "is in progress";
  return entry.unmerged && request.delete ? "is completed on its branch, which chant has not merged" : undefined;
}

/** A completed spec is not hurt by a cancelled one; it is by one that is not there any more. */
function dependentsOf({ active }: SpecSet, id: string, request: CancelRequest): string[] {
  const dependents = active.filter(({ depends_on }) => depends_on?.includes(id));
  return dependents.filter(({ status }) => request.delete || isUnfinished(status)).map((one) => one.id);
}

function skipping({ id }: SpecEntry, { delete: deletes }: CancelRequest): string {
  return `chant cancel ${id}${deletes ? " --delete" : ""} --skip-checks`;
}
