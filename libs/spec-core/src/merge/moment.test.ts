import { expect, test } from "vitest";
import { momentOf } from "./moment.ts";

test.each([
  ["2026-01-22T15:30:00Z", "2026-01-22T15:30:00.000Z"],
  ["**ann** - 2026-01-22 15:30 - APPROVED", "2026-01-22T15:30:00.000Z"],
  ["2026-01-22T15:30:00.25+02:00", "2026-01-22T13:30:00.250Z"],
  ["## Retry (2026-01-22)", "2026-01-22T00:00:00.000Z"],
  ["of 2026-01-22-001-x7m at 2026-01-23 10:00", "2026-01-23T10:00:00.000Z"],
])("%s is %s", (text, moment) => {
  expect(new Date(momentOf(text) ?? 0).toISOString()).toBe(moment);
});

test.each(["2026-01-22-001-x7m", "2026-13-45", "12026-01-22", "2026-01-22x", "no time"])(
  "%s names no moment",
  (text) => {
    expect(momentOf(text)).toBeUndefined();
  },
);
