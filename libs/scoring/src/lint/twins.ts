import type { SpecGraph } from "@chant/core";
import { perGraph } from "./per-graph.ts";

const none: readonly string[] = [];

/** The ids that differ from one in upper and lower case alone. */
export function twinsOf(id: string, graph: SpecGraph): readonly string[] {
  const twins = groups(graph);
  if (twins.size === 0) return none;
  return twins.get(id.toLowerCase())?.filter((other) => other !== id) ?? none;
}

/** By their lower case, in the order of the graph; only an id with upper case can have a twin, and few have any. */
const groups = perGraph((graph) => {
  const wanted = new Set<string>();
  for (const id of graph.nodes.keys()) {
    const lower = id.toLowerCase();
    if (lower !== id) wanted.add(lower);
  }
  const found = new Map<string, string[]>();
  if (wanted.size === 0) return found;
  for (const id of graph.nodes.keys()) {
    const lower = id.toLowerCase();
    if (!wanted.has(lower)) continue;
    const known = found.get(lower);
    if (known === undefined) found.set(lower, [id]);
    else known.push(id);
  }
  return found;
});
