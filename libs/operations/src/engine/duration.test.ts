import { expect, test } from "vitest";
import { parseDuration } from "./duration.ts";

const now = new Date(2026, 2, 31, 12, 30);

test.each([
  ["30m", new Date(2026, 2, 31, 12, 0)],
  ["2h", new Date(2026, 2, 31, 10, 30)],
  ["0d", now],
  ["1mo", new Date(2026, 1, 28, 12, 30)],
  ["3mo", new Date(2025, 11, 31, 12, 30)],
  ["1y", new Date(2025, 2, 31, 12, 30)],
  [" 2H ", new Date(2026, 2, 31, 10, 30)],
])("%s before a moment is %s", (text, then) => {
  expect(parseDuration(text)?.from(now)).toEqual(then);
});

test("days and weeks are lengths, whatever the clock does in between", () => {
  expect(now.getTime() - (parseDuration("2w")?.from(now).getTime() ?? 0)).toBe(14 * 24 * 60 * 60 * 1000);
});

test.each(["", "d", "-1d", "1.5h", "1 month", "5s", "1md", "99999999d", "2026-01-22"])(
  "%j is no length of time",
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);
