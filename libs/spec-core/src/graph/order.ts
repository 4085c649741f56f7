import { compareIds } from "../id/id.ts";
import { findCycles } from "./cycles.ts";
import { createGraph, dependenciesOf, type SpecGraph } from "./graph.ts";
import { ChantError } from "../errors/chant-error.ts";

/** Some specs so that each comes after those it depends on, else by id. Throws DEP_CYCLE. */
export function topologicalOrder(graph: SpecGraph, ids: readonly string[]): string[] {
  const wanted = new Set(ids);
  const placed = new Set<string>();
  const ordered: string[] = [];
  const waiting = [...wanted].sort(compareIds);
  while (ordered.length < wanted.size) {
    const next = waiting.filter((id) => !placed.has(id) && isFree(graph, id, { wanted, placed }));
    if (next.length === 0) throw cycleError(cycleAmong(graph, waiting));
    for (const id of next) {
      placed.add(id);
      ordered.push(id);
    }
  }
  return ordered;
}

type Progress = Readonly<Record<"wanted" | "placed", ReadonlySet<string>>>;

function isFree(graph: SpecGraph, id: string, { wanted, placed }: Progress): boolean {
  const node = graph.get(id);
  return node === undefined || dependenciesOf(node).every((other) => !wanted.has(other) || placed.has(other));
}

/** A circle of these specs alone: the graph may have others that do not matter here. */
function cycleAmong(graph: SpecGraph, ids: readonly string[]): readonly string[] {
  const nodes = ids.flatMap((id) => graph.get(id) ?? []);
  return findCycles(createGraph(nodes))[0] ?? ids;
}

/** The error for specs that depend on each other in a circle. */
function cycleError(cycle: readonly string[]): ChantError {
  const way = [...cycle, cycle[0]].join(" → ");
  const fix = `chant show ${cycle[0] ?? ""}`;
  return new ChantError("DEP_CYCLE", `Specs depend on each other in a circle: ${way}.`, { fix, details: { cycle } });
}
