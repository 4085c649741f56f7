import { isMemberOf } from "../id/members.ts";
import { dependenciesOf, type SpecGraph } from "./graph.ts";

interface Visit {
  readonly id: string;
  readonly edges: readonly string[];
  next: number;
}

/**
 * The circles of a dependency graph: each strongly connected component of two or more specs, and each spec that depends on
 * itself. Tarjan's algorithm (SIAM J. Comput. 1972), with its own stack so that a long chain is no deep recursion.
 */
export function findCycles(graph: SpecGraph): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const cycles: string[][] = [];
  const enter = (id: string): Visit => {
    index.set(id, index.size);
    low.set(id, index.get(id) as number);
    open.push(id);
    isOpen.add(id);
    return { id, edges: edgesOf(graph, id), next: 0 };
  };
  const leave = (id: string) => {
    if (low.get(id) !== index.get(id)) return;
    const component = open.splice(open.lastIndexOf(id));
    for (const member of component) isOpen.delete(member);
    if (component.length > 1 || edgesOf(graph, id).includes(id)) cycles.push(component.reverse());
  };
  const lower = (id: string, value: number) => low.set(id, Math.min(low.get(id) as number, value));
  for (const root of graph.nodes.keys()) {
    const visits = index.has(root) ? [] : [enter(root)];
    for (let visit = visits.at(-1); visit !== undefined; visit = visits.at(-1)) {
      const edge = visit.edges[visit.next++];
      if (edge === undefined) {
        leave(visit.id);
        visits.pop();
        const parent = visits.at(-1);
        if (parent !== undefined) lower(parent.id, low.get(visit.id) as number);
      } else if (!index.has(edge)) {
        visits.push(enter(edge));
      } else if (isOpen.has(edge)) {
        lower(visit.id, index.get(edge) as number);
      }
    }
  }
  return cycles;
}

export interface NewDependencies {
  readonly id: string;
  readonly depends_on: readonly string[];
}

/**
 * The circle that a spec would be in if it depended on these others: itself first, then who waits for whom. Undefined when
 * there would be none.
 */
export function findNewCycle(graph: SpecGraph, { id, depends_on }: NewDependencies): string[] | undefined {
  const from = new Map<string, string>();
  const waiting = depends_on.filter((other) => !isMemberOf(other, id));
  for (const other of waiting) from.set(other, id);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next === id) return wayTo(id, from);
    for (const edge of edgesOf(graph, next)) {
      if (from.has(edge)) continue;
      from.set(edge, next);
      waiting.push(edge);
    }
  }
  return undefined;
}

/** The way back from where the circle closes to the spec that it began at. */
function wayTo(id: string, from: ReadonlyMap<string, string>): string[] {
  const way: string[] = [];
  for (let step = from.get(id); step !== undefined && step !== id; step = from.get(step)) way.push(step);
  return [id, ...way.reverse()];
}

function edgesOf(graph: SpecGraph, id: string): readonly string[] {
  const node = graph.get(id);
  return node === undefined ? [] : dependenciesOf(node).filter((edge) => graph.nodes.has(edge));
}
