import type { LintRule } from "../rule.ts";

export const repeated: LintRule = {
  id: "repeated",
  severity: "info",
  summary: "A list names everything once.",
  docs: "`--fix` keeps the first of each.",
  check({ spec }) {
    return Object.entries(spec.frontmatter).flatMap(([key, value]) =>
      repeatsIn(value).map((item) => ({ key, message: `${key} names ${item} more than once.` })),
    );
  },
};

/** The texts that a list holds more than once, each named once. */
export function repeatsIn(value: unknown): readonly string[] {
  if (!Array.isArray(value) || value.length < 2 || new Set(value).size === value.length) return [];
  const seen = new Set<unknown>();
  const repeats = value.filter((item) => seen.size === seen.add(item).size && typeof item === "string");
  return [...new Set(repeats as string[])];
}
