import { expect, test } from "vitest";
import * as fc from "fast-check";
import { base36, compareIds, isSpecId, parseId, sortById } from "./id.ts";

test.each([
  "a",
  "A-b_c.d",
  "2026-01-22-001-x7m",
  "2026-01-22-001-x7m.2.1",
  "_x",
  "9",
  "a".repeat(200),
  "console",
  "lock",
])("%s may be an id", (text) => {
  expect(isSpecId(text)).toBe(true);
});

test.each([
  "",
  ".",
  "..",
  ".a",
  "-a",
  "a..b",
  "a/b",
  "a\\b",
  "a b",
  "a:b",
  "a\n",
  "ä",
  "a~1",
  "a^",
  "a@{",
  "a*",
  "$(a)",
  "a.",
  "a.lock",
  "a.LOCK",
  "a.md",
  "con",
  "NUL",
  "aux.1",
  "com1",
  "lpt9.x",
  "a".repeat(201),
  "\u202Ea",
  "%2e",
])("V1: %j is no id", (text) => {
  expect(isSpecId(text)).toBe(false);
});

test.each([
  ["2026-01-22-001-x7m", { date: "2026-01-22", sequence: "001", suffix: "x7m", members: [] }],
  ["2026-01-22-00a-x7m.2.10", { date: "2026-01-22", sequence: "00a", suffix: "x7m", members: [2, 10] }],
  ["web-2026-01-22-001-x7m", { project: "web", date: "2026-01-22", sequence: "001", suffix: "x7m", members: [] }],
  [
    "my-app-2026-01-22-1000-x7m",
    { project: "my-app", date: "2026-01-22", sequence: "1000", suffix: "x7m", members: [] },
  ],
  ["api:2026-01-22-001-x7m.1", { repo: "api", date: "2026-01-22", sequence: "001", suffix: "x7m", members: [1] }],
  ["fix-login.3", { members: [3] }],
  ["2026-01-22-01-x7m", { members: [] }],
  ["2026-01-22-001-X7M", { members: [] }],
])("%s is read in its parts", (text, parts) => {
  expect(parseId(text)).toEqual({ text, ...parts });
});

test.each(["..", "a/b", "a:b:c", ":a", "a/b:c", "api:", "api:.."])("V1: %j is read as no id", (text) => {
  expect(parseId(text)).toBeUndefined();
});

test("I9: ids are ordered by day, number, random part, then driver before members by number", () => {
  const ordered = [
    "2026-01-21-zzz-zzz",
    "2026-01-22-001-aaa",
    "2026-01-22-001-aaa.1",
    "2026-01-22-001-aaa.1.2",
    "2026-01-22-001-aaa.2",
    "2026-01-22-001-aaa.10",
    "2026-01-22-001-bbb",
    "web-2026-01-22-001-bbb",
    "2026-01-22-00a-aaa",
    "2026-01-22-zzz-aaa",
    "2026-01-22-1000-aaa",
    "2026-02-01-001-aaa",
    "fix",
    "fix.9",
    "fix.10",
  ];
  expect(ordered.toReversed().sort(compareIds)).toEqual(ordered);
});

test("I9: the order is total: antisymmetric, transitive, and zero for equal ids only", () => {
  const id = fc.oneof(
    fc.constantFrom(
      "2026-01-22.1.9",
      "2026-01-22.1.10",
      "2026-01-22-001-1za",
      "2026-01-22-1-1za",
      "a.1",
      "a.b",
      "a b.1",
    ),
    fc
      .tuple(
        fc.constantFrom("2026-01-22-001-a1z", "2026-01-22-00z-a1z", "x-2026-01-22-001-a1z", "2026-01-22", "x"),
        fc.array(fc.nat(11), { maxLength: 2 }),
      )
      .map(([head, members]) => [head, ...members].join(".")),
  );
  fc.assert(
    fc.property(id, id, id, (a, b, c) => {
      expect(Math.sign(compareIds(a, b)) + Math.sign(compareIds(b, a))).toBe(0);
      expect(compareIds(a, b) === 0).toBe(a === b);
      if (compareIds(a, b) < 0 && compareIds(b, c) < 0) expect(compareIds(a, c)).toBe(-1);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ["000", 0n],
  ["00z", 35n],
  ["010", 36n],
  ["zzzzzzzzzzzz", 36n ** 12n - 1n],
])("I10: %s in base 36 is %s", (text, value) => {
  expect(base36(text)).toBe(value);
});

test("sorting items by id is the same as comparing their ids pairwise", () => {
  const ids = ["2026-01-22-002-abc", "note", "2026-01-22-001-abc.10", "2026-01-22-001-abc.2", "2026-01-22-001-abc"];
  const items = ids.map((id) => ({ id }));
  expect(sortById(items, (item) => item.id).map((item) => item.id)).toEqual([...ids].sort(compareIds));
});
