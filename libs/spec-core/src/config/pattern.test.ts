import { expect, test } from "vitest";
import { compilePattern, matchesPattern } from "./pattern.ts";

test.each([
  ["rate.?limit", "429 rate limit", true],
  ["(?i)OVERLOADED", "overloaded_error", true],
  ["^done", "not done", false],
  ["connection (reset", "x connection (reset by peer", true],
  ["connection (reset", "connection reset", false],
])("whether %j is found in %j: %s", (pattern, text, found) => {
  expect(matchesPattern(pattern, text)).toBe(found);
});

test.each(["(", "(?=a)", "\\1(a)", "a{2000}"])("%s is no pattern", (source) => {
  expect(compilePattern(source)).toBeUndefined();
});
