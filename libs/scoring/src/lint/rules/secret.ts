import type { LintRule } from "../rule.ts";

export const secret: LintRule = {
  id: "secret",
  severity: "error",
  summary: "No credential stands in the file.",
  docs: "Specs are committed and sent to models; only formats that issuers made recognisable are looked for.",
  check: ({ facts }) =>
    facts.secrets.map(({ kind, line }) => ({
      line,
      message: `This looks like ${kind}.`,
      suggestion: "Revoke it, and name the environment variable that holds the new one.",
    })),
};
