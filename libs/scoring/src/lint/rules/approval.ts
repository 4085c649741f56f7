import type { LintRule } from "../rule.ts";

export const approval: LintRule = {
  id: "approval",
  severity: "error",
  summary: "A decision on approval names who and when; an open one names nobody.",
  docs: "Who decided, and when, is part of the decision.",
  check({ spec }) {
    const given = spec.frontmatter.approval;
    if (given === undefined) return [];
    const decided = given.status !== "pending";
    const missing = decided ? (["by", "at"] as const).filter((name) => !isText(given[name])) : [];
    return [
      ...missing.map((name) => ({ key, message: `approval is ${given.status} without ${name}.` })),
      ...(!decided && given.by !== undefined ? [{ key, message: "approval is pending and names somebody." }] : []),
    ];
  },
};

const key = "approval";

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
