import { expect, test } from "vitest";
import { patternFindings } from "./pattern-findings.ts";

const find = (header: string) => patternFindings(`---\n${header}---\n`, { file: "config.md" });

const rule = (from: string, pattern: string) =>
  `enterprise:\n  derived:\n    team:\n      from: ${from}\n      pattern: '${pattern}'\n`;

test.each([
  ["([", "is no regular expression (RE2 has no look-around and no back-references)."],
  ["(?<=a)(b)", "is no regular expression (RE2 has no look-around and no back-references)."],
  ["teams/\\w+/", "has no group in parentheses, so it never gives a value."],
])("a rule with the pattern %j is an error with its place", (pattern, problem) => {
  expect(find(rule("path", pattern))).toEqual([
    {
      rule: "config",
      severity: "error",
      code: "CONFIG_INVALID",
      message: `enterprise.derived.team.pattern: "${pattern}" ${problem}`,
      place: { line: 6, column: 7 },
    },
  ]);
});

test("an error pattern that is none is a warning with its place", () => {
  expect(find("watch:\n  failure:\n    retryable_patterns:\n      - rate.limit\n      - 'a ('\n")).toEqual([
    {
      rule: "config",
      severity: "warning",
      message: 'watch.failure.retryable_patterns: "a (" is no regular expression; it is looked for as it stands.',
      place: { line: 6, column: 9 },
    },
  ]);
});

test.each([
  ["patterns that are right", rule("branch", "([A-Z]+-\\d+)")],
  ["names that are no patterns", rule("env", "TEAM_NAME")],
  ["no patterns", "agent:\n  provider: claude\n"],
  ["wrong values, which are reported first", "watch:\n  failure:\n    max_retries: x\n"],
])("a config with %s has no such findings", (_, header) => {
  expect(find(header)).toEqual([]);
});
