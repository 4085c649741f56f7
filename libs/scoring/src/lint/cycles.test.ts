import { createGraph, type SpecGraph } from "@chant/core";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cycleOf } from "./cycles.ts";

function graphOf(edges: Readonly<Record<string, readonly string[]>>): SpecGraph {
  const nodes = Object.entries(edges).map(([id, depends_on]) => ({ id, depends_on }));
  return createGraph(nodes.map((node) => ({ ...node, status: "pending", type: "code", readable: true })));
}

test.each([
  ["itself", { a: ["a"] }, "a", ["a"]],
  ["a pair", { a: ["b"], b: ["a"] }, "b", ["a", "b"]],
  ["a triple", { a: ["b"], b: ["c"], c: ["a"], d: ["a"] }, "c", ["a", "b", "c"]],
  ["what a circle waits for", { a: ["b"], b: ["a", "c"], c: [] }, "c", undefined],
  ["what waits for a circle", { a: ["b"], b: ["a"], d: ["a"] }, "d", undefined],
  ["a driver that lists its members", { a: ["a.1"], "a.1": [] }, "a", undefined],
  ["a missing spec", { a: ["x"] }, "a", undefined],
])("finds the circle of %s", (_, edges, id, expected) => {
  const found = cycleOf(id, graphOf(edges));
  expect(found === undefined ? undefined : [...found].sort()).toEqual(expected);
});

test("a circle that is told of is one, step by step", () => {
  const name = fc.constantFrom("a", "b", "c", "d", "e");
  fc.assert(
    fc.property(fc.dictionary(name, fc.array(name, { maxLength: 3 })), (edges) => {
      const graph = graphOf(edges);
      for (const id of Object.keys(edges)) {
        const circle = cycleOf(id, graph) ?? [];
        for (const [at, one] of circle.entries()) {
          expect(edges[one]).toContain(circle[(at + 1) % circle.length]);
        }
      }
    }),
  );
});

test("a circle of ten thousand is found once, and told of in a line", () => {
  const ids = Array.from({ length: 10_000 }, (_, at) => `s${at}`);
  const graph = graphOf(Object.fromEntries(ids.map((id, at) => [id, [ids[(at + 1) % ids.length] as string]])));
  expect(cycleOf("s7", graph)).toBe(cycleOf("s9000", graph));
  expect(cycleOf("s7", graph)).toHaveLength(10_000);
});
