import { expect, test } from "vitest";
import { isDriverType, isSatisfying, isUnfinished, specTypes, statuses } from "./status.ts";

test.each([
  ["pending", true, false],
  ["in_progress", true, false],
  ["paused", true, false],
  ["completed", false, true],
  ["failed", true, false],
  ["needs_attention", true, false],
  ["cancelled", false, true],
] as const)("%s: unfinished %j, satisfying %j", (status, unfinished, satisfying) => {
  expect([isUnfinished(status), isSatisfying(status)]).toEqual([unfinished, satisfying]);
});

test("the statuses and types are these", () => {
  expect(statuses).toEqual(["pending", "in_progress", "paused", "completed", "failed", "needs_attention", "cancelled"]);
  expect(specTypes.filter(isDriverType)).toEqual(["driver", "group"]);
});
