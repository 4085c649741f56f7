import type { SpecEntry } from "./spec-entry.ts";
import type { SpecSet } from "./specs.ts";

/** One spec that another waits for, or did. */
interface Wait {
  readonly id: string;
  /** `dependency`, `driver_dependency`, `sibling`, `members`, or why it is not there. */
  readonly kind: string;
  /** Whether it no longer keeps the other one waiting. */
  readonly satisfied: boolean;
  /** Why it does. */
  readonly message?: string;
}

/** What a spec itself waits for: what readiness says stands in its way, and dependencies that do no more. */
function waitsOf(set: SpecSet, { id, depends_on = [] }: Pick<SpecEntry, "id" | "depends_on">): Wait[] {
  const open = set.readinessOf(id).reasons.flatMap(({ kind, spec, message }): Wait[] => {
    return spec === undefined ? [] : [{ id: spec, kind, satisfied: false, message }];
  });
  const known = new Set(open.map((wait) => wait.id));
  const done = depends_on.filter((other) => !known.has(other));
  return [...open, ...done.map((other) => ({ id: other, kind: "dependency", satisfied: true }))];
}

/** A wait of some spec, direct or through others. */
export interface FarWait extends Wait {
  /** The spec between, where it is not direct. */
  readonly via?: string;
}

/** Everything that a spec waits for, nearest first. What is satisfied is not looked behind. */
export function allWaitsOf(set: SpecSet, id: string): FarWait[] {
  return walk(id, (at) => {
    const entry = set.find(at);
    return entry === undefined ? [] : waitsOf(set, entry);
  });
}

/** Everything that waits for a spec, or depends on it, nearest first; `id` is then the one that waits. */
export function allWaitersOf(set: SpecSet, id: string): FarWait[] {
  const waiters = new Map<string, Wait[]>();
  for (const entry of set.active) {
    for (const { id: other, ...wait } of waitsOf(set, entry)) {
      const known = waiters.get(other);
      if (known === undefined) waiters.set(other, [{ ...wait, id: entry.id }]);
      else known.push({ ...wait, id: entry.id });
    }
  }
  return walk(id, (at) => waiters.get(at) ?? []);
}

function walk(start: string, next: (id: string) => readonly Wait[]): FarWait[] {
  const found = new Map<string, FarWait>();
  const queue = [start];
  for (let at = 0; at < queue.length; at++) {
    const from = queue[at] as string;
    for (const wait of next(from)) {
      if (wait.id === start || found.has(wait.id)) continue;
      found.set(wait.id, from === start ? wait : { ...wait, via: from });
      if (!wait.satisfied) queue.push(wait.id);
    }
  }
  return [...found.values()];
}
