import type { LintRule } from "../rule.ts";

export const approval: LintRule = {
  id: "approval",
  summary: "A decision on approval names who and when; an open one does not.",
  check({ frontmatter }) {
    const given = frontmatter.approval;
    if (given === undefined) return [];
    const decided = given.status !== "pending";
    const missing = decided ? (["by", "at"] as const).filter((key) => given[key] === undefined) : [];
    const early = !decided && given.by !== undefined;
    return [
      ...missing.map((key) => ({
        rule: "approval",
        severity: "error" as const,
        message: `approval is ${given.status} without ${key}.`,
      })),
      ...(early
        ? [{ rule: "approval", severity: "error" as const, message: "approval is pending and names somebody." }]
        : []),
    ];
  },
};
