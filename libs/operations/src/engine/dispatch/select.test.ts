import { createGraph, readinessOf, type Status } from "@chant/core";
import { expect, test } from "vitest";
import type { SpecEntry } from "../specs/spec-entry.ts";
import type { SpecSet } from "../specs/specs.ts";
import { expandDrivers } from "./drivers.ts";
import { discover, listStartable, listWaiting, whyNot, whyNotFound, type Selection } from "./select.ts";

interface Given {
  readonly status?: Status;
  readonly depends_on?: readonly string[];
  readonly labels?: readonly string[];
}

function setOf(specs: Readonly<Record<string, Given>>): SpecSet {
  const active = Object.entries(specs).map(([id, given]) => {
    const { status = "pending", labels, depends_on } = given;
    const node = { id, status, type: "code" as const, readable: true, archived: false };
    return { ...node, ...(labels && { labels }), ...(depends_on && { depends_on }) } as unknown as SpecEntry;
  });
  const graph = createGraph(active);
  const find = (id: string) => active.find((entry) => entry.id === id);
  return { active, graph, find, readinessOf: (id: string) => readinessOf(id, graph) } as unknown as SpecSet;
}

const selection: Selection = { label: [], retry_failed: false, skip_deps: false, skip_approval: false };
const ids = (entries: readonly SpecEntry[]) => entries.map(({ id }) => id);
const fresh = { tried: new Set<string>(), failed: new Set<string>() };

const set = setOf({
  a: { labels: ["x"] },
  b: { depends_on: ["a"] },
  c: { status: "failed" },
  d: { status: "cancelled" },
  e: { status: "in_progress" },
  f: { status: "completed" },
  g: { labels: ["y"] },
  "g.1": {},
  "g.2": {},
  h: { status: "paused" },
});

test("C4: ready specs are found; cancelled, failed, running, paused ones and drivers with open members are not", () => {
  expect(ids(discover(set, selection))).toEqual(["a", "g.1"]);
  expect(ids(discover(set, { ...selection, retry_failed: true }))).toEqual(["a", "c", "g.1"]);
});

test("a label is that of the spec or of its driver, and any of several is enough", () => {
  expect(ids(discover(set, { ...selection, label: ["y"] }))).toEqual(["g.1"]);
  expect(ids(discover(set, { ...selection, label: ["x", "y"] }))).toEqual(["a", "g.1"]);
  expect(ids(discover(set, { ...selection, label: ["z"] }))).toEqual([]);
});

test("C6: named specs come first and in their order; labels are nothing to them; failed and paused ones may be named", () => {
  const named = { ...selection, ids: ["h", "c", "b", "a"], label: ["z"] };
  expect(ids(listStartable(set, named, fresh))).toEqual(["h", "c", "a"]);
  expect(ids(listStartable(set, { ...named, skip_deps: true }, fresh))).toEqual(["h", "c", "b", "a"]);
});

test("C1: what was tried is not tried again, nor what depends on a failure, however far and whatever is waived", () => {
  const far = setOf({ a: {}, b: { depends_on: ["a"] }, c: { depends_on: ["b"] }, d: {} });
  const named = { ...selection, ids: ["a", "b", "c", "d"], skip_deps: true };
  expect(ids(listStartable(far, named, { tried: new Set(["a"]), failed: new Set(["a"]) }))).toEqual(["d"]);
});

test("a chain of named specs goes on with what waited at its start, and with nothing else", () => {
  const before = setOf({ a: {}, b: { depends_on: ["a"] }, c: {} });
  const after = setOf({ a: { status: "completed" }, b: { depends_on: ["a"] }, c: {}, d: {} });
  const waiting = listWaiting(before);
  expect([...waiting]).toEqual(["b"]);
  const done = { tried: new Set(["a"]), failed: new Set<string>() };
  expect(ids(listStartable(after, { ...selection, ids: ["a"], waiting }, done))).toEqual(["b"]);
  expect(ids(listStartable(after, { ...selection, ids: ["a"] }, done))).toEqual([]);
});

test("C11: it is told why a spec is not worked", () => {
  expect(whyNot(set, "d", selection)).toEqual({ reason: "cancelled", message: "It is cancelled." });
  expect(whyNot(set, "b", selection).reason).toBe("blocked");
  expect(whyNot(set, "a", selection).reason).toBe("not_reached");
  expect(whyNot(set, "z", selection).reason).toBe("missing");
  expect(whyNotFound(set, set.find("c") as SpecEntry).message).toContain("--retry-failed");
  expect(whyNotFound(set, set.find("g") as SpecEntry).message).toContain("g.1");
});

test("members come before their driver, in the order in which they depend on each other, whatever their numbers", () => {
  const group = setOf({
    g: {},
    "g.1": { depends_on: ["g.3"] },
    "g.2": {},
    "g.2.1": {},
    "g.3": { depends_on: [] },
    "g.10": { depends_on: ["g.1"] },
  });
  const order = expandDrivers(group, ["g", "g.3"]);
  expect([...order].sort()).toEqual(["g", "g.1", "g.10", "g.2", "g.2.1", "g.3"]);
  for (const [first, second] of [
    ["g.3", "g.1"],
    ["g.1", "g.10"],
    ["g.2.1", "g.2"],
  ] as const)
    expect(order.indexOf(first)).toBeLessThan(order.indexOf(second));
  expect(order.at(-1)).toBe("g");
});
