import { isOutside } from "../header-paths.ts";
import type { LintRule, Problem } from "../rule.ts";

export const path: LintRule = {
  id: "path",
  severity: "warning",
  summary: "Paths in the header lie inside the repository.",
  docs: "Agents are given nothing from outside of it.",
  check: ({ spec }) =>
    names.flatMap((key) => {
      const value = spec.frontmatter[key];
      if (value === undefined) return [];
      const paths = typeof value === "string" ? [value] : value;
      return paths.filter(isOutside).map((one) => toProblem(key, one));
    }),
};

function toProblem(key: string, path: string): Problem {
  const message = `${key} names ${path}, which is not inside the repository.`;
  return { key, message, suggestion: "Write the path from the root of the repository." };
}

const names = ["target_files", "context", "tracks", "informed_by", "origin", "output_schema"] as const;
