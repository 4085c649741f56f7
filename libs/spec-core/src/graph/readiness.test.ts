import { expect, test } from "vitest";
import { statuses, type Status } from "../spec/status.ts";
import { createGraph, type GraphNode } from "./graph.ts";
import { readinessOf } from "./readiness.ts";

const node = (id: string, given: Partial<GraphNode> = {}): GraphNode => ({
  id,
  status: "pending",
  type: "code",
  readable: true,
  ...given,
});

const reasonsOf = (id: string, nodes: readonly GraphNode[]) => readinessOf(id, createGraph(nodes)).reasons;

test("a pending spec with nothing in its way is ready", () => {
  expect(readinessOf("a", createGraph([node("a")]))).toEqual({ ready: true, reasons: [] });
});

test("a spec that is not there is not ready", () => {
  expect(readinessOf("a", createGraph([]))).toEqual({
    ready: false,
    reasons: [{ kind: "missing", spec: "a", message: "There is no spec a." }],
  });
});

test.each(statuses.filter((status) => status !== "pending"))("a spec that is %s is not ready", (status) => {
  expect(reasonsOf("a", [node("a", { status })])).toEqual([
    { kind: "status", message: `a is ${status.replace("_", " ")}.` },
  ]);
});

const satisfying: readonly Status[] = ["completed", "cancelled"];

test.each(statuses)("T10: a dependency that is %s satisfies only when it is done", (status) => {
  const reasons = reasonsOf("a", [node("a", { depends_on: ["b"] }), node("b", { status, archived: true })]);
  const message = `It depends on b, which is ${status.replace("_", " ")}.`;
  expect(reasons).toEqual(satisfying.includes(status) ? [] : [{ kind: "dependency", spec: "b", message }]);
});

test.each(statuses)("an earlier sibling that is %s satisfies only when it is done", (status) => {
  const reasons = reasonsOf("x.2", [node("x"), node("x.1", { status }), node("x.2")]);
  expect(reasons).toEqual(
    satisfying.includes(status) ? [] : [{ kind: "sibling", spec: "x.1", message: "x.1 comes before it." }],
  );
});

test.each([
  ["unknown_repo", "and no repository api is configured in repos"],
  ["missing_path", "and the path of the repository api does not exist"],
  ["missing_specs", "and the repository api has no .chant/specs"],
  [undefined, "which does not exist"],
] as const)("I7: a dependency on another repository that is missing says why: %s", (cause, why) => {
  const graph = createGraph([node("a", { depends_on: ["api:b"] })], { missing: () => cause });
  const message = `It depends on api:b, ${why}.`;
  expect(readinessOf("a", graph).reasons).toEqual([{ kind: cause ?? "missing", spec: "api:b", message }]);
});

test.each([
  ["active", {}, "pending", false],
  ["active", {}, "completed", true],
  ["archived", { archived: true }, "completed", true],
  ["archived", { archived: true }, "cancelled", true],
  ["archived", { archived: true }, "failed", false],
])("I7: a dependency that is %s here or elsewhere satisfies by its status %s %s: %s", (_, given, status, ready) => {
  for (const id of ["b", "api:b", "x.1"]) {
    const nodes = [node("a", { depends_on: [id] }), node(id, { ...given, status: status as Status })];
    expect(readinessOf("a", createGraph(nodes)).ready).toBe(ready);
  }
});

const completed = { status: "completed" } as const;

const rows: readonly (readonly [string, string, readonly GraphNode[], readonly string[]])[] = [
  ["an unreadable header", "a", [node("a", { readable: false })], ["unreadable: a cannot be read."]],
  [
    "a missing dependency",
    "a",
    [node("a", { depends_on: ["b"] })],
    ["missing b: It depends on b, which does not exist."],
  ],
  [
    "an unreadable dependency, even a completed one",
    "a",
    [node("a", { depends_on: ["b"] }), node("b", { ...completed, readable: false })],
    ["unreadable b: It depends on b, which cannot be read."],
  ],
  [
    "what the driver waits for, at any depth",
    "x.1.1",
    [node("x", { depends_on: ["b", "x.1"] }), node("x.1", { depends_on: ["c"] }), node("x.1.1"), node("b"), node("c")],
    [
      "driver_dependency c: Its driver depends on c, which is pending.",
      "driver_dependency b: Its driver depends on b, which is pending.",
    ],
  ],
  ["a later sibling", "x.1", [node("x.1"), node("x.2")], []],
  ["siblings by number, not by text", "x.9", [node("x.9"), node("x.10")], []],
  ["siblings of its own level only", "x.2", [node("x.1", completed), node("x.1.1"), node("x.2")], []],
  ["siblings where it names its dependencies", "x.2", [node("x.1"), node("x.2", { depends_on: [] })], []],
  ["open members", "x", [node("x"), node("x.1", completed), node("x.2")], ["members x.2: Its member x.2 is open."]],
  ["members that are all done", "x", [node("x"), node("x.1", completed)], []],
  ["its own members as dependencies", "x", [node("x", { depends_on: ["x.1"] }), node("x.1", completed)], []],
  ["a member that was archived unfinished", "x", [node("x"), node("x.1", { status: "failed", archived: true })], []],
  ["a sibling that was archived unfinished", "x.2", [node("x"), node("x.1", { archived: true }), node("x.2")], []],
  ["a driver that was archived", "x.1", [node("x", { archived: true, depends_on: ["b"] }), node("x.1")], []],
  [
    "an approval that is pending",
    "a",
    [node("a", { approval: { required: true, status: "pending" } })],
    ["approval: It needs an approval."],
  ],
  ["an approval that was given", "a", [node("a", { approval: { required: true, status: "approved" } })], []],
  [
    "an approval of what was edited since",
    "a",
    [node("a", { approval: { required: true, status: "approved", by: "ann", edited: true } })],
    ["approval: It was edited since it was approved by ann, so it needs another approval."],
  ],
  [
    "an edit where nobody asked for an approval",
    "a",
    [node("a", { approval: { required: false, status: "approved", edited: true } })],
    [],
  ],
  ["an approval that nobody asked for", "a", [node("a", { approval: { required: false, status: "pending" } })], []],
  [
    "a rejection that nobody asked for",
    "a",
    [node("a", { approval: { required: false, status: "rejected", by: "ann" } })],
    ["approval: It was rejected by ann."],
  ],
  [
    "a rejection by nobody named",
    "a",
    [node("a", { approval: { required: true, status: "rejected" } })],
    ["approval: It was rejected."],
  ],
  [
    "everything at once, in the order of the checks",
    "a",
    [
      node("a", {
        status: "failed",
        readable: false,
        depends_on: ["b"],
        approval: { required: true, status: "pending" },
      }),
    ],
    [
      "unreadable: a cannot be read.",
      "status: a is failed.",
      "missing b: It depends on b, which does not exist.",
      "approval: It needs an approval.",
    ],
  ],
];

test.each(rows)("T11: readiness with %s", (_, id, nodes, expected) => {
  const { ready, reasons } = readinessOf(id, createGraph(nodes));
  const shown = reasons.map(({ kind, spec, message }) => `${kind}${spec === undefined ? "" : ` ${spec}`}: ${message}`);
  expect(shown).toEqual(expected);
  expect(ready).toBe(expected.length === 0);
});
