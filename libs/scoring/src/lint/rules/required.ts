import type { SpecHeader } from "../../facts.ts";
import { headerValue } from "../header-value.ts";
import type { LintRule } from "../rule.ts";

export const required: LintRule = {
  id: "required",
  severity: "error",
  summary: "The spec has every field that the project requires.",
  docs: "The config lists them under `enterprise.required` and `schema.spec.required`, custom fields as well.",
  check: ({ spec }, { settings }) =>
    (settings?.required ?? [])
      .filter((field) => !isPresent(spec, field))
      .map((field) => ({
        message: `The project requires the field ${field}.`,
        suggestion: `Add \`${field}:\` to the header.`,
      })),
};

function isPresent(spec: SpecHeader, field: string): boolean {
  const value = headerValue(spec, field);
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== "";
}
