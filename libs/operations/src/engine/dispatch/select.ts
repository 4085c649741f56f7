import { dependenciesOf, parentOf, type Reason } from "@chant/core";
import type { SpecEntry } from "../specs/spec-entry.ts";
import type { SpecSet } from "../specs/specs.ts";

/** What a chain or parallel command is to work. */
export interface Selection {
  /** Full ids in the order of their work; undefined for whatever is ready. */
  readonly ids?: readonly string[] | undefined;
  /** What is discovered must have one of these, itself or by a driver of it; any when empty. */
  readonly label: readonly string[];
  readonly retry_failed: boolean;
  readonly skip_deps: boolean;
  readonly skip_approval: boolean;
  /** With ids: the specs that waited at the start, and that are worked too once completions free them. */
  readonly waiting?: ReadonlySet<string> | undefined;
}

/** What has become of specs so far. */
export interface Progress {
  /** Whatever was begun or refused: nothing is tried twice. */
  readonly tried: ReadonlySet<string>;
  readonly failed: ReadonlySet<string>;
}

/** The specs that could be started now, in the order in which they should be. */
export function listStartable(set: SpecSet, selection: Selection, progress: Progress): SpecEntry[] {
  const { ids } = selection;
  const untried = ({ id }: SpecEntry) => !progress.tried.has(id) && !waitsForFailed(set, id, progress);
  const asked = (ids ?? []).flatMap((id) => set.find(id) ?? []);
  const first = asked.filter((entry) => untried(entry) && obstaclesOf(set, entry, selection).length === 0);
  if (ids !== undefined && selection.waiting === undefined) return first;
  const others = discover(set, selection).filter((entry) => untried(entry) && ids?.includes(entry.id) !== true);
  return [...first, ...others];
}

/** What is found without being named: ready specs, and failed ones where they are to be tried again. */
export function discover(set: SpecSet, { label, retry_failed, waiting }: Selection): SpecEntry[] {
  return set.active.filter((entry) => {
    if (entry.status !== "pending" && !(retry_failed && entry.status === "failed")) return false;
    if (waiting?.has(entry.id) === false || !isLabelled(set, entry, label)) return false;
    return reasonsOf(set, entry.id).length === 0;
  });
}

/** The specs that wait for others now. */
export function listWaiting(set: SpecSet): ReadonlySet<string> {
  const pending = set.active.filter(({ status }) => status === "pending");
  return new Set(pending.filter(({ id }) => !set.readinessOf(id).ready).map(({ id }) => id));
}

function isLabelled(set: SpecSet, entry: SpecEntry, wanted: readonly string[]): boolean {
  if (wanted.length === 0) return true;
  for (let one: SpecEntry | undefined = entry; one !== undefined; one = driverOf(set, one)) {
    if (one.labels?.some((label) => wanted.includes(label))) return true;
  }
  return false;
}

function driverOf(set: SpecSet, { id }: SpecEntry): SpecEntry | undefined {
  const parent = parentOf(id);
  return parent === undefined ? undefined : set.find(parent);
}

/** Why a spec that was named cannot be started now; a flag removes the obstacle that it is for. */
function obstaclesOf(set: SpecSet, entry: SpecEntry, selection: Selection): Reason[] {
  if (!startable.has(entry.status)) return statusReasons(set, entry);
  return reasonsOf(set, entry.id).filter(({ kind, spec }) => {
    if (kind === "approval") return !selection.skip_approval;
    return !(selection.skip_deps && spec !== undefined && kind !== "members");
  });
}

/** Those from which work leads on; see the table of transitions. */
const startable: ReadonlySet<string> = new Set(["pending", "failed", "needs_attention", "paused"]);

function statusReasons(set: SpecSet, { id }: SpecEntry): Reason[] {
  return set.readinessOf(id).reasons.filter(({ kind }) => kind === "status");
}

/** What stands against a spec but its own status. */
function reasonsOf(set: SpecSet, id: string): Reason[] {
  return set.readinessOf(id).reasons.filter(({ kind }) => kind !== "status");
}

/** Whether anything that a spec waits for, however far, failed in this command; only a waiver could start it then. */
function waitsForFailed(set: SpecSet, id: string, { failed }: Progress): boolean {
  if (failed.size === 0) return false;
  const seen = new Set<string>();
  const pending = [id];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const node = set.graph.get(next);
    if (node === undefined || seen.has(next)) continue;
    seen.add(next);
    const others = [...dependenciesOf(node), ...set.graph.membersOf(next).map((member) => member.id)];
    if (others.some((other) => failed.has(other))) return true;
    pending.push(...others);
  }
  return false;
}

/** Why a spec that was named is not worked in the end, in words. */
export function whyNot(set: SpecSet, id: string, selection: Selection): { reason: string; message: string } {
  const entry = set.find(id);
  if (entry === undefined) return { reason: "missing", message: `There is no spec ${id} any more.` };
  const { status } = entry;
  if (!startable.has(status)) return { reason: status, message: `It is ${status.replace("_", " ")}.` };
  const obstacles = obstaclesOf(set, entry, selection);
  if (obstacles.length === 0) return { reason: "not_reached", message: "It could be worked now." };
  return { reason: "blocked", message: obstacles.map(({ message }) => message).join(" ") };
}

/** Why an open spec that nobody named was not found, in words. */
export function whyNotFound(set: SpecSet, { id, status }: SpecEntry): { reason: string; message: string } {
  const hint = hints[status];
  if (hint !== undefined)
    return { reason: status, message: `It is ${status.replace("_", " ")}; ${hint} goes on with it.` };
  return {
    reason: "blocked",
    message: reasonsOf(set, id)
      .map(({ message }) => message)
      .join(" "),
  };
}

const hints: Readonly<Partial<Record<SpecEntry["status"], string>>> = {
  failed: "--retry-failed",
  needs_attention: "chant resume",
  paused: "chant resume",
};
