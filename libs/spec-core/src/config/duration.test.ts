import { expect, test } from "vitest";
import { parseDuration } from "./duration.ts";

test.each([
  ["5ms", 5],
  ["1.5s", 1500],
  ["30m", 1_800_000],
  ["2 H", 7_200_000],
  [" 1d ", 86_400_000],
  ["1w", 604_800_000],
  ["1mo", 2_592_000_000],
  ["1y", 31_536_000_000],
  ["0s", 0],
  ["5", undefined],
  ["m", undefined],
  ["-1d", undefined],
  ["1d2h", undefined],
  ["1 fortnight", undefined],
  ["", undefined],
  ["9".repeat(50) + "d", undefined],
])("%j is %s milliseconds", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});
