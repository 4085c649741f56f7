import { expect, test } from "vitest";
import * as fc from "fast-check";
import { isSpecId, parseId } from "./id.ts";
import { nextId } from "./next-id.ts";

const date = "2026-01-22";

const next = (taken: readonly string[], prefix?: string) =>
  nextId({ date, taken, random: () => 0.5, ...(prefix === undefined ? {} : { prefix }) });

test.each([
  ["nothing is taken", [], "001"],
  ["another day is taken", ["2026-01-21-009-abc"], "001"],
  ["a number is taken", ["2026-01-22-001-abc"], "002"],
  ["numbers have gaps", ["2026-01-22-005-abc", "2026-01-22-002-abc"], "006"],
  ["nine is taken", ["2026-01-22-009-abc"], "00a"],
  ["the last of three digits is taken", ["2026-01-22-zzz-abc"], "1000"],
  ["four digits are taken", ["2026-01-22-1000-abc", "2026-01-22-zzz-abc"], "1001"],
  ["a member is taken", ["2026-01-22-003-abc.7"], "004"],
  ["another project has a number", ["web-2026-01-22-004-abc"], "005"],
  ["other names are taken", ["fix", "not an id", "2026-01-22"], "001"],
])("where %s the next number is %s", (_, taken, number) => {
  expect(next(taken)).toBe(`2026-01-22-${number}-i00`);
});

test("a prefix goes in front", () => {
  expect(next([], "web")).toBe("web-2026-01-22-001-i00");
  expect(next([], "")).toBe("2026-01-22-001-i00");
});

test.each([
  [0, "000"],
  [1.5 / 36 ** 3, "001"],
  [0.999999999, "zzz"],
])("a random number of %d becomes %s", (random, suffix) => {
  expect(nextId({ date, taken: [], random: () => random })).toBe(`2026-01-22-001-${suffix}`);
});

test("I4: ids given one after the other are safe, of that day and never given twice", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.constantFrom("", "web"), (count, prefix) => {
      const given: string[] = [];
      for (let i = 0; i < count; i++) given.push(nextId({ date, taken: given, prefix, random: () => 0 }));
      expect(new Set(given).size).toBe(count);
      expect(given.every((id) => isSpecId(id) && parseId(id)?.date === date)).toBe(true);
    }),
  );
});
