import { createGraph, isChantError, resolveId } from "@chant/core";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fullIdOf } from "./short-ids.ts";

function graphOf(ids: readonly string[]) {
  return createGraph(ids.map((id) => ({ id, status: "pending", type: "code", readable: true })));
}

const ids = [
  "2026-01-22-001-x7m",
  "2026-01-22-001-x7m.1",
  "2026-01-22-001-x7m.1.2",
  "2026-01-23-001-q2n",
  "web-2026-01-22-002-x8m",
  "notes",
];

test.each([
  ["x7m", "2026-01-22-001-x7m"],
  ["001-x7m", "2026-01-22-001-x7m"],
  ["22-001", "2026-01-22-001-x7m"],
  ["01-22-001.1.2", "2026-01-22-001-x7m.1.2"],
  ["x7m.1", "2026-01-22-001-x7m.1"],
  ["2026-01-22-002-x8m", "web-2026-01-22-002-x8m"],
  ["001", undefined],
  ["7m", undefined],
  ["", undefined],
  ["__proto__", undefined],
])("%s stands for %s", (short, full) => {
  expect(fullIdOf(short, graphOf(ids))).toBe(full);
});

/** What core makes of a query on a day without specs. */
function resolved(query: string, active: readonly string[]): string | undefined {
  try {
    return resolveId(query, { active, today: "1999-01-01" }).id;
  } catch (error) {
    if (!isChantError(error)) throw error;
    return undefined;
  }
}

test("a short id stands for what core takes it for", () => {
  const part = fc.constantFrom("001", "002", "22-001", "01-22-001", "x7m", "q2n", "001-x7m", "x7m.1", "22-001.1", "m");
  const id = fc
    .tuple(fc.constantFrom("", "web-"), fc.constantFrom("2026-01-22", "2026-02-22"), fc.constantFrom("001", "002"))
    .chain(([prefix, date, number]) =>
      fc
        .tuple(fc.constantFrom("x7m", "q2n"), fc.constantFrom("", ".1", ".1.2"))
        .map(([random, member]) => `${prefix}${date}-${number}-${random}${member}`),
    );
  fc.assert(
    fc.property(fc.uniqueArray(id, { maxLength: 6 }), part, (all, query) => {
      expect(fullIdOf(query, graphOf(all))).toBe(resolved(query, all));
    }),
  );
});
