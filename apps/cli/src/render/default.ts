import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";

/** Any result as indented `key: value` lines; what is empty is left out. */
export function renderDefault(output: Readonly<Record<string, unknown>>): string {
  return `${linesOf(output, "").join("\n")}\n`;
}

function linesOf(value: Readonly<Record<string, unknown>>, indent: string): string[] {
  return Object.entries(value).flatMap(([key, field]) => fieldLines({ key, field, indent }));
}

interface Field {
  readonly key: string;
  readonly field: unknown;
  readonly indent: string;
}

function fieldLines({ key, field, indent }: Field): string[] {
  const name = `${indent}${color.bold(key)}:`;
  if (field === undefined || field === null || (Array.isArray(field) && field.length === 0)) return [];
  if (Array.isArray(field)) return [name, ...field.map((item) => `${indent}  - ${inline(item)}`)];
  if (typeof field !== "object") return [`${name} ${inline(field)}`];
  const inner = linesOf(field as Record<string, unknown>, `${indent}  `);
  return inner.length === 0 ? [] : [name, ...inner];
}

function inline(value: unknown): string {
  return escapeControls(typeof value === "object" ? JSON.stringify(value) : String(value));
}
