import { filesIn, isHeading, type NamedFile } from "../header-paths.ts";
import type { LintRule, Problem } from "../rule.ts";
import type { Surroundings } from "../surroundings.ts";

export const context: LintRule = {
  id: "context",
  severity: "error",
  summary: "Every file and heading that `context` names exists.",
  docs: "The agent would begin without what it was told to read.",
  check({ spec }, { around }) {
    if (spec.frontmatter.context === undefined) return [];
    return filesIn(spec, "context").flatMap((file) => missing(file, around));
  },
};

const key = "context";

function missing(file: NamedFile, around: Surroundings): Problem[] {
  const exists = around.exists(file.path);
  if (exists === undefined) return [];
  return exists ? missingHeading(file, around) : [missingFile(file)];
}

function missingFile({ path }: NamedFile): Problem {
  return {
    key,
    message: `context names ${path}, which does not exist.`,
    suggestion: "Correct the path, or remove it.",
  };
}

function missingHeading({ path, anchor }: NamedFile, { headings }: Surroundings): Problem[] {
  if (anchor === undefined || anchor === "") return [];
  const known = headings(path);
  if (known === undefined || known.some((heading) => isHeading(heading, anchor))) return [];
  const suggestion = "Correct what follows the `#`, or remove it.";
  return [{ key, message: `context names the heading ${anchor}, which ${path} does not have.`, suggestion }];
}
