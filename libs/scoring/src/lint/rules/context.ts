import { filesIn, isHeading, type NamedFile } from "../header-paths.ts";
import type { LintContext, LintRule, Problem } from "../rule.ts";

export const context: LintRule = {
  id: "context",
  severity: "error",
  summary: "Every file and heading that `context` names exists.",
  docs: "The agent would begin without what it was told to read.",
  check({ spec }, { exists, headings }) {
    if (spec.frontmatter.context === undefined || exists === undefined) return [];
    return filesIn(spec, "context").flatMap((file) =>
      exists(file.path) ? missingHeading(file, headings) : [missingFile(file)],
    );
  },
};

const key = "context";

function missingFile({ path }: NamedFile): Problem {
  return {
    key,
    message: `context names ${path}, which does not exist.`,
    suggestion: "Correct the path, or remove it.",
  };
}

function missingHeading({ path, anchor }: NamedFile, headings: LintContext["headings"]): Problem[] {
  if (anchor === undefined || anchor === "") return [];
  const known = headings?.(path);
  if (known === undefined || known.some((heading) => isHeading(heading, anchor))) return [];
  const suggestion = "Correct what follows the `#`, or remove it.";
  return [{ key, message: `context names the heading ${anchor}, which ${path} does not have.`, suggestion }];
}
