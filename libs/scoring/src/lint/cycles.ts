import { createGraph, findCycles, isMemberOf, type SpecGraph } from "@chant/core";
import { perGraph } from "./per-graph.ts";

const cycles = perGraph(
  (graph) =>
    new Map(
      findCycles(waitingIn(graph)).flatMap((component) => {
        const way = circleIn(graph, component);
        return component.map((id) => [id, way] as const);
      }),
    ),
);

/** The specs that depend on any: a circle has no others, and most specs wait for nothing. */
function waitingIn(graph: SpecGraph): SpecGraph {
  const waiting = [...graph.nodes.values()].filter(({ depends_on = [] }) => depends_on.length > 0);
  return createGraph(waiting);
}

/** A circle of dependencies that a spec is on, or that lies among those it is entangled with; undefined without one. */
export function cycleOf(id: string, graph: SpecGraph): readonly string[] | undefined {
  return cycles(graph).get(id);
}

/** One circle of a component. Each of its specs depends on another of them, so a walk that never leaves it must close. */
function circleIn(graph: SpecGraph, component: readonly string[]): readonly string[] {
  const inside = new Set(component);
  const places = new Map<string, number>();
  let next = component[0] as string;
  while (!places.has(next)) {
    places.set(next, places.size);
    next = dependencyIn(graph, { id: next, inside });
  }
  return [...places.keys()].slice(places.get(next));
}

function dependencyIn(graph: SpecGraph, { id, inside }: { id: string; inside: ReadonlySet<string> }): string {
  const all = graph.get(id)?.depends_on ?? [];
  return all.find((other) => inside.has(other) && !isMemberOf(other, id)) as string;
}
