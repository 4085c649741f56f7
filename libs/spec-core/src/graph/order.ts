import { sortById } from "../id/id.ts";
import { findCycles } from "./cycles.ts";
import { createGraph, dependenciesOf, type SpecGraph } from "./graph.ts";
import { ChantError } from "../errors/chant-error.ts";

/** Some specs so that each comes after those it depends on, else by id: linear in them. Throws DEP_CYCLE. */
export function topologicalOrder(graph: SpecGraph, ids: readonly string[]): string[] {
  const sorted = sortById([...new Set(ids)], (id) => id);
  const waits = waitsAmong(graph, sorted);
  const ordered: string[] = [];
  // Each round takes all that nothing in the way of is left, in the order of their ids.
  for (let round = sorted.filter((id) => waits.open.get(id) === 0); round.length > 0;) {
    ordered.push(...round);
    round = sortById(
      round.flatMap((id) => freedBy(id, waits)),
      (id) => id,
    );
  }
  if (ordered.length === sorted.length) return ordered;
  const placed = new Set(ordered);
  throw cycleError(
    cycleAmong(
      graph,
      sorted.filter((id) => !placed.has(id)),
    ),
  );
}

interface Waits {
  /** How many others each still waits for. */
  readonly open: Map<string, number>;
  readonly dependents: ReadonlyMap<string, readonly string[]>;
}

function waitsAmong(graph: SpecGraph, ids: readonly string[]): Waits {
  const open = new Map(ids.map((id) => [id, 0]));
  const dependents = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const id of ids) {
    const node = graph.get(id);
    for (const other of node === undefined ? [] : dependenciesOf(node)) {
      dependents.get(other)?.push(id);
      if (dependents.has(other)) open.set(id, (open.get(id) ?? 0) + 1);
    }
  }
  return { open, dependents };
}

function freedBy(id: string, { open, dependents }: Waits): string[] {
  return (dependents.get(id) ?? []).filter((other) => {
    const left = (open.get(other) ?? 0) - 1;
    open.set(other, left);
    return left === 0;
  });
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
