import { expect, test } from "vitest";
import { isMemberOf, memberNumber, parentOf } from "./members.ts";

test.each([
  ["x.2.1", "x.2", 1],
  ["x.10", "x", 10],
  ["x", undefined, undefined],
  ["v1.x", undefined, undefined],
  [".1", undefined, 1],
])("%s belongs to %s with number %s", (id, parent, number) => {
  expect([parentOf(id), memberNumber(id)]).toEqual([parent, number]);
});

test.each([
  ["x.1", "x", true],
  ["x.1.2", "x", true],
  ["x.1.2", "x.1", true],
  ["x.10", "x.1", false],
  ["x", "x", false],
  ["x.", "x", false],
  ["x.a", "x", false],
  ["xy.1", "x", false],
])("whether %s is a member of %s: %s", (id, driver, member) => {
  expect(isMemberOf(id, driver)).toBe(member);
});
