import type { Config } from "@chant/core";
import type { LintSettings } from "@chant/scoring";
import * as z from "zod";

const grade = z.object({ grade: z.enum(["A", "B", "C", "D"]), why: z.array(z.string()) });

/** How good a spec is, and what would make it better. */
export const quality = z.object({
  light: z.enum(["ready", "review", "refine"]),
  color: z.enum(["green", "yellow", "red"]),
  complexity: grade.extend({ criteria: z.number(), files: z.number(), words: z.number() }),
  confidence: grade,
  criteria_quality: grade,
  suggestions: z.array(z.string()),
});

export type Quality = z.output<typeof quality>;

/** Something that a rule found in a spec. */
export const specFinding = z.object({
  rule: z.string(),
  severity: z.enum(["error", "warning", "info"]),
  message: z.string(),
  line: z.number().optional(),
});

export type SpecFinding = z.output<typeof specFinding>;

/** What a project's config says about the rules. */
export function lintSettings({ lint, enterprise, schema }: Config): LintSettings {
  const { required, fields } = schema.spec;
  return { ...lint, required: [...new Set([...enterprise.required, ...required])], fields };
}
