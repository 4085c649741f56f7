import * as fc from "fast-check";
import { expect, test } from "vitest";
import { isMemberOf } from "./members.ts";
import { nextMemberId } from "./next-member-id.ts";

test.each([
  ["nobody", [], "x.1"],
  ["others", ["x", "xy.5", "y.3", "x.a"], "x.1"],
  ["two", ["x.1", "x.2"], "x.3"],
  ["a gap", ["x.1", "x.7"], "x.8"],
  ["ten, which is not before two", ["x.10", "x.2"], "x.11"],
  ["members of members", ["x.3.9", "x.1"], "x.4"],
  ["a number that no number type holds", ["x.99999999999999999999"], "x.100000000000000000000"],
])("after %s the next member is the next number", (_, taken, id) => {
  expect(nextMemberId("x", taken)).toBe(id);
});

test("a member of a member is numbered among its own", () => {
  expect(nextMemberId("x.1", ["x.1.4", "x.9"])).toBe("x.1.5");
});

test("I6: ids given one after the other are members that nobody had, whatever was removed meanwhile", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30)), (numbers) => {
      const ever = numbers.map((number) => `x.${number}`);
      const id = nextMemberId("x", ever);
      expect(ever).not.toContain(id);
      expect(isMemberOf(id, "x")).toBe(true);
    }),
  );
});
