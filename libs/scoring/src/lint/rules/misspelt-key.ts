import { foreignKeys } from "../foreign-keys.ts";
import type { LintRule } from "../rule.ts";

export const misspeltKey: LintRule = {
  id: "misspelt_key",
  severity: "warning",
  summary: "No key looks like a misspelt field.",
  docs: "A misspelt field does nothing, without a word, so its spelling is questioned.",
  check: (subject, context) =>
    foreignKeys(subject, context).flatMap(({ key, meant }) =>
      meant === undefined
        ? []
        : [{ key, message: `The key ${key} is none that chant knows.`, suggestion: `Did you mean ${meant}?` }],
    ),
};
