import { expect, test } from "vitest";
import * as fc from "fast-check";
import { createGraph, type SpecGraph } from "./graph.ts";
import { topologicalOrder } from "./order.ts";

function graphOf(edges: Readonly<Record<string, readonly string[]>>): SpecGraph {
  const nodes = Object.entries(edges).map(([id, depends_on]) => ({ id, depends_on }));
  return createGraph(nodes.map((node) => ({ ...node, status: "pending", type: "code", readable: true })));
}

test.each([
  ["by id where nothing depends", { c: [], a: [], b: [] }, ["c", "a", "b"], ["a", "b", "c"]],
  ["dependencies first", { a: ["c"], b: ["a"], c: [] }, ["a", "b", "c"], ["c", "a", "b"]],
  ["members by number", { "x.10": [], "x.9": [], x: [] }, ["x.10", "x.9", "x"], ["x", "x.9", "x.10"]],
  ["without what was not asked for", { a: ["c"], b: [], c: ["a"] }, ["b", "a"], ["a", "b"]],
  ["a spec asked for twice once", { a: [] }, ["a", "a"], ["a"]],
  ["a spec that is not there by its id", { b: [] }, ["b", "a"], ["a", "b"]],
  ["nothing", {}, [], []],
])("the order is %s", (_, edges, ids, order) => {
  expect(topologicalOrder(graphOf(edges), ids)).toEqual(order);
});

test("a circle is refused with its way", () => {
  expect(() => topologicalOrder(graphOf({ a: ["b"], b: ["a"] }), ["a", "b"])).toThrow(
    expect.objectContaining({
      code: "DEP_CYCLE",
      message: "Specs depend on each other in a circle: b → a → b.",
      fix: "chant show b",
      details: { cycle: ["b", "a"] },
    }),
  );
});

test("the circle named is one of the specs asked for", () => {
  const graph = graphOf({ a: ["b"], b: ["a"], c: ["d"], d: ["c"], e: ["c"] });
  expect(() => topologicalOrder(graph, ["c", "d", "e"])).toThrow(
    expect.objectContaining({ code: "DEP_CYCLE", details: { cycle: ["d", "c"] } }),
  );
});

test("a spec that depends on itself is a circle", () => {
  expect(() => topologicalOrder(graphOf({ a: ["a"] }), ["a"])).toThrow(
    expect.objectContaining({ message: "Specs depend on each other in a circle: a → a." }),
  );
});

test("each spec comes once and after all that it depends on, whatever the order asked for", () => {
  const ids = ["s0", "s1", "s2", "s3", "s4", "s5", "s6"];
  const edges = fc.tuple(...ids.map((_, i) => fc.subarray(ids.slice(i + 1))));
  fc.assert(
    fc.property(edges, fc.shuffledSubarray(ids), (lists, asked) => {
      const graph = graphOf(Object.fromEntries(ids.map((id, i) => [id, lists[i] ?? []])));
      const order = topologicalOrder(graph, asked);
      expect([...order].sort()).toEqual([...asked].sort());
      for (const id of order) {
        for (const other of graph.get(id)?.depends_on ?? [])
          expect(order.indexOf(other)).toBeLessThan(order.indexOf(id));
      }
      expect(topologicalOrder(graph, asked.toReversed())).toEqual(order);
    }),
  );
});

test("a chain of many specs takes linear time", () => {
  const count = 20_000;
  const chain = Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i}`, i === 0 ? [] : [`s${i - 1}`]]));
  expect(topologicalOrder(graphOf(chain), Object.keys(chain).reverse())).toEqual(Object.keys(chain));
});
