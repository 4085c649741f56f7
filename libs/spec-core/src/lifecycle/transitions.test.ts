import { expect, test } from "vitest";
import { statuses } from "../spec/status.ts";
import { checkTransition } from "./transition.ts";
import { transitions, type Trigger } from "./transitions.ts";

/** Every trigger with the steps that it may take; nothing else changes a status. */
const table: Readonly<Record<Trigger, readonly string[]>> = {
  work: ["pending → in_progress", "paused → in_progress", "failed → in_progress", "needs_attention → in_progress"],
  pause: ["in_progress → paused"],
  finalize: ["in_progress → completed", "paused → completed", "failed → completed", "needs_attention → completed"],
  members: ["pending → completed"],
  fail: ["in_progress → failed"],
  hold: ["in_progress → needs_attention", "failed → needs_attention"],
  reset: [
    "in_progress → pending",
    "paused → pending",
    "failed → pending",
    "needs_attention → pending",
    "cancelled → pending",
  ],
  resume: ["paused → pending", "failed → pending", "needs_attention → pending"],
  cancel: ["pending → cancelled", "paused → cancelled", "failed → cancelled", "needs_attention → cancelled"],
  verify: ["completed → needs_attention", "needs_attention → completed"],
  drift: ["completed → needs_attention"],
  replay: ["completed → pending"],
};

const triggers = Object.keys(table) as Trigger[];

test.each(triggers)("T9: %s takes exactly the steps of the table", (trigger) => {
  const taken = statuses.flatMap((from) =>
    statuses.flatMap((to) => {
      try {
        checkTransition({ id: "a", from, to, trigger, facts: {} });
        return [`${from} → ${to}`];
      } catch {
        return [];
      }
    }),
  );
  expect(taken).toEqual(table[trigger]);
});

test.each([
  ["work", ["readable", "dependencies", "members", "approved"]],
  ["pause", []],
  ["finalize", ["criteria_ticked", "has_commits", "clean_tree"]],
  ["members", ["readable", "members", "approved"]],
  ["fail", []],
  ["hold", []],
  ["reset", ["no_live_run"]],
  ["resume", ["no_live_run"]],
  ["cancel", ["no_live_run", "no_dependents"]],
  ["verify", []],
  ["drift", []],
  ["replay", ["no_live_run"]],
] as const)("%s is guarded by %j", (trigger, names) => {
  const rows = transitions.filter((row) => row.trigger === trigger);
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) expect(row.guards).toEqual(names);
});
