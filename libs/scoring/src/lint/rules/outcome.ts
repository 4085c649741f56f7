import type { Frontmatter } from "@chant/core";
import type { LintRule } from "../rule.ts";

export const outcome: LintRule = {
  id: "outcome",
  severity: "info",
  summary: "The header tells with the status when or why.",
  docs: "Chant writes both; a status that somebody typed lacks the other half.",
  check({ spec }) {
    const { frontmatter } = spec;
    const wanted = told[frontmatter.status];
    if (wanted === undefined || frontmatter[wanted] !== undefined) return [];
    return [{ key: "status", message: `It is ${frontmatter.status.replace("_", " ")} without ${wanted}.` }];
  },
};

/** What a status is told with. */
const told: Readonly<Partial<Record<Frontmatter["status"], keyof Frontmatter>>> = {
  in_progress: "started_at",
  completed: "completed_at",
  failed: "error",
  needs_attention: "reason",
};
