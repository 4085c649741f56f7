import type { SpecGraph } from "@chant/core";

/** What is derived from a whole graph, derived once for it: linting all specs stays linear. */
export function perGraph<Value>(derive: (graph: SpecGraph) => Value): (graph: SpecGraph) => Value {
  const known = new WeakMap<SpecGraph, { readonly value: Value }>();
  return (graph) => {
    const found = known.get(graph) ?? { value: derive(graph) };
    known.set(graph, found);
    return found.value;
  };
}
