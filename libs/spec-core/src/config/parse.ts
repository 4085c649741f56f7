import { isMap, isScalar, type Node, type Pair } from "yaml";
import type * as z from "zod";
import { placeAt, type Finding, type Place } from "../spec/finding.ts";
import { readHeader, type Header } from "../spec/frontmatter.ts";
import { nearest } from "./nearest.ts";
import { configSchema } from "./schema.ts";

/** One config file's values as the file has them: nested, every scalar as text. */
export type ConfigInput = Readonly<Record<string, unknown>>;

export interface ParsedConfig {
  readonly values: ConfigInput;
  readonly findings: readonly Finding[];
}

/** Older and documented spellings, read as what they mean. */
const legacy: readonly { readonly from: readonly string[]; readonly to: readonly string[] }[] = [
  { from: ["silent"], to: ["project", "silent"] },
  { from: ["agent", "model"], to: ["defaults", "model"] },
];

/** Reads a config file: frontmatter and prose. Wrong values are errors, unknown keys warnings, each with its place. */
export function parseConfig(text: string, { file }: { readonly file: string }): ParsedConfig {
  const header = readHeader(text);
  const [broken] = header.findings;
  if (broken !== undefined)
    return { values: {}, findings: [{ ...broken, rule: "config", message: `${file}: ${broken.message}` }] };
  const raw = Object.fromEntries(header.entries.map(({ key, value }) => [key, value]));
  const values = legacy.reduce(moved, prune(raw) as Record<string, unknown>);
  const checked = configSchema.safeParse(values);
  const wrong = checked.success ? [] : checked.error.issues.map((issue) => wrongValue(header, issue, values));
  return { values, findings: [...wrong, ...unknownKeys(header, values)] };
}

/** A key without a value counts as absent. */
function prune(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== "" && inner !== null);
  return Object.fromEntries(entries.map(([key, inner]) => [key, prune(inner)]));
}

function moved(values: Record<string, unknown>, { from, to }: (typeof legacy)[number]): Record<string, unknown> {
  const value = at(values, from);
  if (value === undefined || typeof value === "object" || !isFree(values, to)) return values;
  const [section = "", key = ""] = to;
  const { [from[0] ?? ""]: old, ...rest } = values;
  const remaining = from.length > 1 ? { [from[0] ?? ""]: without(old, from[1] ?? "") } : {};
  return { ...rest, ...remaining, [section]: { ...(values[section] as object | undefined), [key]: value } };
}

/** Whether nothing is at a place, and its section can take a key. */
function isFree(values: ConfigInput, to: readonly string[]): boolean {
  return at(values, to) === undefined && typeof (values[to[0] ?? ""] ?? {}) === "object";
}

function without(value: unknown, key: string): unknown {
  return Object.fromEntries(Object.entries(value as object).filter(([name]) => name !== key));
}

function at(values: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], values);
}

function wrongValue(header: Header, issue: z.core.$ZodIssue, values: ConfigInput): Finding {
  const name = issue.path.join(".");
  const value = JSON.stringify(at(values, issue.path));
  const message = `${name} cannot be ${value}: ${issue.message}.`;
  return { rule: "config", severity: "error", code: "CONFIG_INVALID", message, ...placeOf(header, issue.path) };
}

/** Sections and keys that nobody reads; what a section keeps for later capabilities is not checked. */
function unknownKeys(header: Header, values: ConfigInput): Finding[] {
  const sections = configSchema.shape as Readonly<Record<string, z.ZodType>>;
  return Object.entries(values).flatMap(([section, value]) => {
    const schema = sections[section];
    if (schema === undefined) return [unknownKey(header, [section], Object.keys(sections))];
    const known = keysOf(schema);
    const keys = typeof value === "object" && value !== null ? Object.keys(value) : [];
    return known === undefined
      ? []
      : keys.filter((key) => !known.includes(key)).map((key) => unknownKey(header, [section, key], known));
  });
}

function keysOf(schema: z.ZodType): string[] | undefined {
  const inner = (schema as { _zod: { def: { innerType?: z.ZodType; shape?: object } } })._zod.def;
  if (inner.shape !== undefined) return Object.keys(inner.shape);
  return inner.innerType === undefined ? undefined : keysOf(inner.innerType);
}

function unknownKey(header: Header, path: readonly string[], known: readonly string[]): Finding {
  const close = nearest(path.at(-1) ?? "", known);
  const suggestion = close === undefined ? {} : { suggestion: [...path.slice(0, -1), close].join(".") };
  const hint = close === undefined ? "" : ` Did you mean ${suggestion.suggestion ?? ""}?`;
  const message = `Unknown key ${path.join(".")}.${hint}`;
  return { rule: "config", severity: "warning", message, ...suggestion, ...placeOf(header, path) };
}

function placeOf({ document, split }: Header, path: readonly PropertyKey[]): { place?: Place } {
  let node: unknown = document?.contents;
  let offset: number | undefined;
  for (const key of path) {
    const pair: Pair | undefined = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && item.key.value === key)
      : undefined;
    if (pair === undefined) break;
    offset = (pair.key as Node).range?.[0];
    node = pair.value;
  }
  return offset === undefined ? {} : { place: placeAt(split.text, (split.yaml?.start ?? 0) + offset) };
}
