import { expect, test } from "vitest";
import * as fc from "fast-check";
import { findCycles, findNewCycle } from "./cycles.ts";
import { createGraph, type SpecGraph } from "./graph.ts";

function graphOf(edges: Readonly<Record<string, readonly string[]>>): SpecGraph {
  const nodes = Object.entries(edges).map(([id, depends_on]) => ({ id, depends_on }));
  return createGraph(nodes.map((node) => ({ ...node, status: "pending", type: "code", readable: true })));
}

test.each([
  ["no circle in a chain", { a: ["b"], b: ["c"], c: [] }, []],
  ["no circle in a diamond", { a: ["b", "c"], b: ["d"], c: ["d"], d: [] }, []],
  ["a spec that depends on itself", { a: ["a"], b: [] }, [["a"]]],
  ["a circle of two", { a: ["b"], b: ["a"] }, [["a", "b"]]],
  ["a circle of three, in the order of waiting backwards", { a: ["b"], b: ["c"], c: ["a"] }, [["a", "b", "c"]]],
  [
    "two circles apart",
    { a: ["b"], b: ["a"], c: ["d"], d: ["c"] },
    [
      ["a", "b"],
      ["c", "d"],
    ],
  ],
  ["no circle through a spec that is not there", { a: ["x"], b: ["a"] }, []],
  ["no circle of a driver with its own member", { d: ["d.1"], "d.1": ["d"] }, []],
])("%s", (_, edges, cycles) => {
  expect(findCycles(graphOf(edges)).map((cycle) => [...cycle].sort())).toEqual(cycles);
});

test("a chain of many specs is no deep recursion", () => {
  const count = 20_000;
  const chain = Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i}`, [`s${(i + 1) % count}`]]));
  expect(findCycles(graphOf(chain)).map((cycle) => cycle.length)).toEqual([count]);
});

test("circles are exactly the specs that reach themselves", () => {
  const ids = ["a", "b", "c", "d", "e", "f"];
  const edges = fc.record(
    Object.fromEntries(ids.map((id) => [id, fc.uniqueArray(fc.constantFrom(...ids), { maxLength: 2 })])),
  );
  fc.assert(
    fc.property(edges, (given) => {
      const reach = (id: string, seen = new Set<string>()): Set<string> => {
        for (const next of given[id] ?? []) if (!seen.has(next)) reach(next, seen.add(next));
        return seen;
      };
      const expected = ids.filter((id) => reach(id).has(id));
      const found = findCycles(graphOf(given));
      expect(found.flat().sort()).toEqual(expected);
      for (const cycle of found) {
        for (const id of cycle) expect(cycle.every((other) => reach(id).has(other))).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test.each([
  ["nothing", "a", [], undefined],
  ["what depends on nobody", "a", ["c"], undefined],
  ["itself", "a", ["a"], ["a"]],
  ["what depends on it", "c", ["b"], ["c", "b"]],
  ["what depends on it through others", "d", ["a"], ["d", "a", "b", "c"]],
  ["a spec that is not there", "a", ["x"], undefined],
  ["its own members", "a", ["a.1"], undefined],
  ["what is in a circle of others", "a", ["e"], undefined],
])("whether a spec that depended on %s would be in a circle", (_, id, depends_on, cycle) => {
  const graph = graphOf({ a: ["b"], b: ["c"], c: ["d"], d: [], e: ["f"], f: ["e"], "a.1": ["a"] });
  const pruned = graphOf({ a: [], b: ["c"], c: [], "a.1": ["a"], e: ["f"], f: ["e"] });
  const given = { a: pruned, c: graph, d: graph }[id];
  expect(findNewCycle(given as SpecGraph, { id, depends_on })).toEqual(cycle);
});

test("C-71: a new dependency is refused exactly where it closes a circle, and the circle is one", () => {
  const ids = ["a", "b", "c", "d", "e"];
  const edges = fc.tuple(...ids.map((_, i) => fc.subarray(ids.slice(i + 1))));
  fc.assert(
    fc.property(edges, fc.constantFrom(...ids), fc.subarray(ids), (lists, id, depends_on) => {
      const before = Object.fromEntries(ids.map((one, i) => [one, lists[i] ?? []]));
      const after: Record<string, readonly string[]> = { ...before, [id]: depends_on };
      const cycle = findNewCycle(graphOf(before), { id, depends_on });
      expect(cycle === undefined).toBe(findCycles(graphOf(after)).length === 0);
      cycle?.forEach((one, i) => expect(after[one]).toContain(cycle[(i + 1) % cycle.length]));
    }),
  );
});
