import { expect, test } from "vitest";
import { createGraph, dependenciesOf, type GraphNode } from "./graph.ts";

const node = (id: string, depends_on?: readonly string[]): GraphNode => ({
  id,
  status: "pending",
  type: "code",
  readable: true,
  ...(depends_on === undefined ? {} : { depends_on }),
});

test("a graph knows its specs and the members of each at any depth", () => {
  const graph = createGraph([node("a"), node("a.1"), node("a.1.2"), node("a.10"), node("b")]);
  expect(graph.get("a.1")?.id).toBe("a.1");
  expect(graph.get("c")).toBeUndefined();
  expect(graph.membersOf("a").map(({ id }) => id)).toEqual(["a.1", "a.1.2", "a.10"]);
  expect(graph.membersOf("a.1").map(({ id }) => id)).toEqual(["a.1.2"]);
  expect(graph.membersOf("b")).toEqual([]);
});

test("of two nodes with one id the last counts", () => {
  const graph = createGraph([node("a.1"), { ...node("a.1"), status: "failed" }]);
  expect(graph.membersOf("a").map(({ status }) => status)).toEqual(["failed"]);
});

test("a driver does not wait for its own members through its dependencies", () => {
  expect(dependenciesOf(node("a", ["a.1", "b", "a.1.2", "a.10"]))).toEqual(["b"]);
  expect(dependenciesOf(node("a"))).toEqual([]);
  expect(dependenciesOf(node("a.1", ["a.10", "a"]))).toEqual(["a.10", "a"]);
});

test("a graph says why a spec of another repository is not there", () => {
  const foreign = { ...node("api:a.1"), status: "completed" } as const;
  const graph = createGraph([foreign], { missing: (id) => (id.startsWith("web:") ? "missing_path" : undefined) });
  expect([graph.causeOf("api:a.1"), graph.causeOf("web:b"), graph.causeOf("api:b")]).toEqual([
    undefined,
    "missing_path",
    undefined,
  ]);
  expect(graph.membersOf("api:a")).toEqual([foreign]);
  expect(createGraph([]).causeOf("web:b")).toBe("unknown_repo");
  expect(createGraph([]).causeOf("b")).toBeUndefined();
});
