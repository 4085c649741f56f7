import { isUnfinished } from "@chant/core";
import type { LintRule } from "../rule.ts";

export const cancelledDependency: LintRule = {
  id: "cancelled_dependency",
  severity: "warning",
  summary: "What the spec waits for was not cancelled.",
  docs: "A cancelled spec keeps nobody waiting, so the work may begin without what it was meant to build on.",
  check({ spec }, { around }) {
    const { depends_on = [], status } = spec.frontmatter;
    if (depends_on.length === 0 || !isUnfinished(status)) return [];
    return depends_on
      .filter((id) => around.statusOf(id) === "cancelled")
      .map((id) => ({
        key: "depends_on",
        message: `It depends on ${id}, which was cancelled.`,
        suggestion: "Remove it from depends_on, or say in the text how the work stands without it.",
      }));
  },
};
