import type { SpecEntry } from "./spec-entry.ts";
import type { SpecSet } from "./specs.ts";

/** The members of a spec, at any depth. */
export function membersIn(set: SpecSet, id: string): SpecEntry[] {
  return set.graph.membersOf(id).flatMap((node) => set.find(node.id) ?? []);
}
