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
])("%s names %s in the archive", (query, id) => {
  expect(resolve(query)).toEqual({ id, archived: true });
});

test.each(["", "7m", "1", "0", "00", "004", "x7m.3", "001.3", "001.x", "2026-01-22", "*", "X7M", "01-x7m", "x7"])(
  "%j names nothing",
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

test("a short id that fits several specs is refused with all of them", () => {
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

test("of today's numbers one that two clones gave is refused", () => {
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
