import * as fc from "fast-check";
import { expect, test } from "vitest";
import { resolveId } from "./resolve-id.ts";

const today = "2026-01-22";
const active = [
  "2026-01-22-001-x7m",
  "2026-01-22-001-x7m.1",
  "2026-01-22-001-x7m.2",
  "2026-01-22-001-x7m.1.2",
  "2026-01-22-002-b2c",
  "2026-01-21-002-q9q",
  "web-2026-01-20-00a-k1k",
  "fix-login",
];
const archived = ["2026-01-22-003-arc", "2025-12-31-002-old", "2026-01-19-009-x7m"];

const resolve = (query: string, substring = false) => resolveId(query, { active, archived, today, substring });

test.each([
  ["2026-01-22-001-x7m", "2026-01-22-001-x7m"],
  ["x7m", "2026-01-22-001-x7m"],
  ["001-x7m", "2026-01-22-001-x7m"],
  ["22-001-x7m", "2026-01-22-001-x7m"],
  ["x7m.1", "2026-01-22-001-x7m.1"],
  ["x7m.1.2", "2026-01-22-001-x7m.1.2"],
  ["001", "2026-01-22-001-x7m"],
  ["001.2", "2026-01-22-001-x7m.2"],
  ["001.1.2", "2026-01-22-001-x7m.1.2"],
  ["002", "2026-01-22-002-b2c"],
  ["21-002", "2026-01-21-002-q9q"],
  ["01-21-002", "2026-01-21-002-q9q"],
  ["22-001.2", "2026-01-22-001-x7m.2"],
  ["20-00a", "web-2026-01-20-00a-k1k"],
  ["login", "fix-login"],
])("%s names %s", (query, id) => {
  expect(resolve(query)).toEqual({ id, archived: false });
});

test.each([
  ["2026-01-22-003-arc", "2026-01-22-003-arc"],
  ["arc", "2026-01-22-003-arc"],
  ["003", "2026-01-22-003-arc"],
  ["31-002", "2025-12-31-002-old"],
])("I7: %s names %s in the archive", (query, id) => {
  expect(resolve(query)).toEqual({ id, archived: true });
});

test.each(["", "7m", "1", "0", "00", "004", "x7m.3", "001.3", "001.x", "2026-01-22", "*", "X7M", "01-x7m", "x7"])(
  "I3: %j names nothing",
  (query) => {
    expect(() => resolve(query)).toThrow(
      expect.objectContaining({
        code: "INPUT_SPEC_NOT_FOUND",
        message: `There is no spec "${query}".`,
        fix: "chant list",
        details: { query },
      }),
    );
  },
);

test("I3: a short id that fits several specs is refused with all of them", () => {
  const ids = Array.from({ length: 7 }, (_, i) => `2026-01-0${i + 1}-001-x7m`);
  expect(() => resolveId("x7m", { active: ids, today })).toThrow(
    expect.objectContaining({
      code: "INPUT_SPEC_AMBIGUOUS",
      message: `"x7m" fits 7 specs: ${ids.slice(0, 5).join(", ")} and 2 more.`,
      fix: "chant show 2026-01-01-001-x7m",
      details: { query: "x7m", candidates: ids },
    }),
  );
});

test("I5: of today's numbers one that two clones gave is refused", () => {
  expect(() => resolveId("001", { active: ["2026-01-22-001-aaa", "2026-01-22-001-bbb"], today })).toThrow(
    expect.objectContaining({ message: '"001" fits 2 specs: 2026-01-22-001-aaa, 2026-01-22-001-bbb.' }),
  );
});

test("a part of an id is enough for reading only, and the result says so", () => {
  expect(resolve("q9", true)).toEqual({
    id: "2026-01-21-002-q9q",
    archived: false,
    notice: '"q9" is taken for 2026-01-21-002-q9q.',
  });
  expect(() => resolve("q9")).toThrow(expect.objectContaining({ code: "INPUT_SPEC_NOT_FOUND" }));
  expect(() => resolve("", true)).toThrow(expect.objectContaining({ code: "INPUT_SPEC_NOT_FOUND" }));
});

test("a full id wins over other specs whose ids end with it", () => {
  expect(resolveId("login", { active: ["fix-login", "login"], today })).toEqual({ id: "login", archived: false });
});

test("I5: an id that two files have is refused", () => {
  expect(() => resolveId("a", { active: ["a", "a"], today })).toThrow(
    expect.objectContaining({ code: "INPUT_SPEC_AMBIGUOUS" }),
  );
});

const id = fc
  .tuple(
    fc.constantFrom("", "web-"),
    fc.constantFrom("2026-01-21", today),
    fc.constantFrom("001", "002", "00a", "1000"),
    fc.constantFrom("x7m", "a1a", "001"),
    fc.constantFrom("", "", ".1", ".2", ".1.1", ".10"),
  )
  .map(([project, date, sequence, suffix, member]) => `${project}${date}-${sequence}-${suffix}${member}`);
const ids = fc.uniqueArray(id, { minLength: 1, maxLength: 12 });

test("I3: a full id names itself, and no other part than whole segments names anything", () => {
  fc.assert(
    fc.property(ids, fc.nat(), fc.nat(), fc.nat(), (active, pick, from, to) => {
      const one = active[pick % active.length] as string;
      expect(resolveId(one, { active, today })).toEqual({ id: one, archived: false });
      const query = one.slice(from % one.length, (to % one.length) + 1);
      const found = outcomeOf(() => resolveId(query, { active, today }).id);
      const segments = (text: string) => text.split(/[-.]/);
      for (const match of found) {
        expect(active).toContain(match);
        const wanted = segments(query);
        const starts = segments(match).map((_, index) => segments(match).slice(index, index + wanted.length));
        const byNumber = segments(match).filter((part) => wanted.includes(part)).length >= wanted.length;
        expect(starts.some((parts) => parts.join() === wanted.join()) || byNumber, `${query} → ${match}`).toBe(true);
      }
    }),
  );
});

test("I3: what is found does not depend on the order of the specs, and a driver outranks its members", () => {
  const short = fc.constantFrom("x7m", "001", "22-001", "01-22-001", "001-x7m", "001.1", "x7m.10", "zzz", "");
  fc.assert(
    fc.property(ids, short, fc.boolean(), (active, query, substring) => {
      const resolved = (list: readonly string[]) =>
        outcomeOf(() => resolveId(query, { active: list, today, substring }).id);
      const found = resolved(active);
      expect([...resolved(active.toReversed())].sort()).toEqual([...found].sort());
      for (const one of found) expect(found.some((other) => one.startsWith(`${other}.`))).toBe(false);
    }),
  );
});

/** What a query names: one spec, the candidates for several, or nothing. */
function outcomeOf(resolveQuery: () => string): readonly string[] {
  try {
    return [resolveQuery()];
  } catch (error) {
    const { code, details } = error as { readonly code: string; readonly details: { candidates?: readonly string[] } };
    expect(["INPUT_SPEC_NOT_FOUND", "INPUT_SPEC_AMBIGUOUS"]).toContain(code);
    return details.candidates ?? [];
  }
}
