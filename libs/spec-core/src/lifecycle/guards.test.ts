import { expect, test } from "vitest";
import type { Reason } from "../graph/readiness.ts";
import { guards, type Facts, type GuardName } from "./guards.ts";

const waiting = (...reasons: Reason[]): Facts => ({ readiness: { ready: false, reasons } });

const reason = (kind: Reason["kind"], spec?: string): Reason => ({
  kind,
  message: `${kind}.`,
  ...(spec === undefined ? {} : { spec }),
});

test.each(Object.keys(guards) as GuardName[])("%s refuses nothing without facts", (name) => {
  expect(guards[name]({})).toBeUndefined();
});

test.each([
  ["readable", waiting(reason("unreadable")), "PARSE_FRONTMATTER", "unreadable."],
  ["dependencies", waiting(reason("dependency", "b")), "STATE_BLOCKED", "dependency."],
  ["dependencies", waiting(reason("driver_dependency", "b")), "STATE_BLOCKED", "driver_dependency."],
  ["dependencies", waiting(reason("sibling", "b"), reason("missing", "c")), "STATE_BLOCKED", "sibling. missing."],
  ["dependencies", waiting(reason("unreadable", "b")), "STATE_BLOCKED", "unreadable."],
  ["members", waiting(reason("members", "x.1")), "STATE_HAS_MEMBERS", "members."],
  ["approved", waiting(reason("approval")), "STATE_NEEDS_APPROVAL", "approval."],
  ["criteria_ticked", { criteria_open: ["a", "b"] }, "STATE_TRANSITION", "Criteria are open: a, b."],
  ["has_commits", { commits: 0 }, "STATE_TRANSITION", "There are no commits."],
  ["clean_tree", { leftovers: ["a.ts", "b.ts"] }, "STATE_TRANSITION", "There are uncommitted changes: a.ts, b.ts."],
  ["no_live_run", { live_run: true }, "STATE_LOCKED", "A run is going on."],
  ["no_dependents", { dependents: ["b"] }, "STATE_BLOCKED", "Other specs depend on it: b."],
] as const)("%s refuses %j", (name, facts, code, message) => {
  expect(guards[name](facts)).toMatchObject({ code, message });
});

test("a refusal names the specs that are waited for", () => {
  const facts = waiting(reason("dependency", "b"), reason("approval"), reason("sibling", "x.1"));
  expect(guards.dependencies(facts)?.details).toEqual({ waiting_on: ["b", "x.1"] });
});

test("a spec's own unreadable header is no dependency, and another's is not its own", () => {
  expect(guards.dependencies(waiting(reason("unreadable")))).toBeUndefined();
  expect(guards.readable(waiting(reason("unreadable", "b")))).toBeUndefined();
});

test("the status is judged by the table and by no guard", () => {
  for (const guard of Object.values(guards)) expect(guard(waiting(reason("status")))).toBeUndefined();
});

const everything: Facts = {
  ...waiting(reason("unreadable"), reason("dependency", "b"), reason("members", "x.1"), reason("approval")),
  criteria_open: ["a"],
  commits: 0,
  leftovers: ["a.ts"],
  live_run: true,
  dependents: ["b"],
};

test.each([
  ["skip_deps", "dependencies"],
  ["skip_approval", "approved"],
  ["skip_criteria", "criteria_ticked"],
  ["allow_no_commits", "has_commits"],
] as const)("%s relaxes %s and no other guard", (flag, name) => {
  const refusing = (facts: Facts) =>
    (Object.keys(guards) as GuardName[]).filter((one) => guards[one](facts) !== undefined);
  expect(refusing(everything)).toEqual(Object.keys(guards));
  expect(refusing({ ...everything, [flag]: true })).toEqual(Object.keys(guards).filter((one) => one !== name));
});

test("facts that are in order refuse nothing", () => {
  const facts: Facts = { criteria_open: [], commits: 1, leftovers: [], live_run: false, dependents: [] };
  for (const guard of Object.values(guards)) expect(guard(facts)).toBeUndefined();
});
