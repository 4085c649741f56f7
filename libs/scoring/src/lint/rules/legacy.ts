import { foundInParsing } from "../found-in-parsing.ts";
import { isDerivedEntry } from "../header-paths.ts";
import type { LintRule, Problem } from "../rule.ts";

export const legacy: LintRule = {
  id: "legacy",
  severity: "info",
  summary: "Keys, types and statuses are spelled as chant writes them.",
  docs: "Older spellings are read as what they mean, such as `status: ready` as pending; `--fix` writes today's.",
  check(subject) {
    const { context = [] } = subject.spec.frontmatter;
    const derived = context.length === 0 ? [] : context.filter(isDerivedEntry);
    return [...foundInParsing(subject, ({ rule }) => rule === "legacy"), ...derived.map(asKey)];
  },
};

function asKey(entry: string): Problem {
  const [name = "", value = ""] = entry.slice("derived_".length).split(/=(.*)/s);
  const message = `context names ${entry}, which is no file.`;
  return { message, key: "context", suggestion: `Make it the field \`${name}: ${value}\`.` };
}
