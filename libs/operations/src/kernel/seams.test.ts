import { expect, test } from "vitest";
import { readSeams } from "./seams.ts";

test("a test sets clock and chance", () => {
  const seams = readSeams({ CHANT_TEST: "1", CHANT_NOW: "2026-01-22T15:30:00Z", CHANT_RANDOM: "0.25" });
  expect(seams.now().toISOString()).toBe("2026-01-22T15:30:00.000Z");
  expect(seams.random()).toBe(0.25);
});

test("outside of tests the variables do nothing", () => {
  const seams = readSeams({ CHANT_NOW: "2001-01-01T00:00:00Z", CHANT_RANDOM: "7", CHANT_CRASH_AT: "here" });
  expect(seams.now().getFullYear()).toBeGreaterThan(2001);
  expect(seams.random()).toBeLessThan(1);
  expect(() => seams.crashPoint("here")).not.toThrow();
});
