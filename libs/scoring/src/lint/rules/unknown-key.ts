import { foreignKeys } from "../foreign-keys.ts";
import type { LintRule } from "../rule.ts";

export const unknownKey: LintRule = {
  id: "unknown_key",
  severity: "info",
  summary: "Every key is chant's, or in the project's config.",
  docs: "Any other key is the user's own: it is kept, listed and exported.",
  check: (subject, context) =>
    foreignKeys(subject, context).flatMap(({ key, meant }) =>
      meant === undefined ? [{ key, message: `The key ${key} is none that chant knows; it is kept.` }] : [],
    ),
};
