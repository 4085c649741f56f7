import { headerValue } from "../header-value.ts";
import type { LintRule, Problem } from "../rule.ts";
import type { FieldRule } from "../settings.ts";

export const schema: LintRule = {
  id: "schema",
  severity: "error",
  summary: "Fields hold what the project says that they may hold.",
  docs: "The config says it under `schema.spec.fields`: a type, the values that are accepted, the type of items.",
  check({ spec }, { settings }) {
    if (settings?.fields === undefined) return [];
    return Object.entries(settings.fields).flatMap(([key, rule]) => {
      const value = headerValue(spec, key);
      return value === undefined || value === "" ? [] : judge(key, value, rule);
    });
  },
};

function judge(key: string, value: unknown, rule: FieldRule): Problem[] {
  const { type, items, enum: accepted } = rule;
  if (type !== undefined && !isOfType(value, type)) return [{ key, message: `${key} is not of type ${type}.` }];
  const parts = [value].flat() as unknown[];
  const wrong = items === undefined ? [] : parts.filter((part) => !isOfType(part, items));
  const strange = accepted === undefined ? [] : parts.filter((part) => !accepted.includes(String(part)));
  return [
    ...wrong.map((part) => ({ key, message: `${key} holds ${JSON.stringify(part)}, which is not of type ${items}.` })),
    ...strange.map((part) => ({
      key,
      message: `${key} cannot be ${JSON.stringify(part)} in this project.`,
      suggestion: `One of ${accepted?.join(", ")}.`,
    })),
  ];
}

/** A scalar of the user's own keys is text, whatever it looks like; types that are unknown accept everything. */
const types: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === "string",
  number: (value) => isScalar(value) && value !== "" && Number.isFinite(Number(value)),
  integer: (value) => isScalar(value) && /^-?\d+$/.test(String(value)),
  boolean: (value) => isScalar(value) && /^(?:true|false|yes|no|on|off)$/i.test(String(value)),
  array: (value) => Array.isArray(value),
  object: (value) => typeof value === "object" && value !== null && !Array.isArray(value),
};

function isOfType(value: unknown, type: string): boolean {
  return Object.hasOwn(types, type) ? types[type]?.(value) === true : true;
}

function isScalar(value: unknown): boolean {
  return typeof value !== "object" && value !== undefined;
}
