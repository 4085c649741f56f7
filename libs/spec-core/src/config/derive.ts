import { fieldRow, isFieldName } from "../spec/fields.ts";
import type { Finding } from "../spec/finding.ts";
import type { Spec } from "../spec/spec.ts";
import { compilePattern } from "./pattern.ts";
import type { Config } from "./schema.ts";

type Rules = Config["enterprise"]["derived"];
type Rule = Rules[string];

/** Where derived values come from. */
export interface DeriveSources {
  /** The branch that the spec is worked on; undefined without one. */
  readonly branch: string | undefined;
  /** Path of the spec's file from the root of the repository, with slashes. */
  readonly path: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly git_user: { readonly name?: string | undefined; readonly email?: string | undefined };
}

export interface DeriveRequest {
  readonly spec: Spec;
  readonly rules: Rules;
  readonly sources: DeriveSources;
}

export type DerivedValues = Readonly<Record<string, string | readonly string[]>>;

export interface Derived {
  /** What the rules say and the spec does not have yet, by field. */
  readonly values: DerivedValues;
  readonly findings: readonly Finding[];
}

/**
 * What the rules of a project say about a spec. A field that somebody wrote stays as it is; one that an earlier derivation
 * filled in is refreshed. A source that says nothing leaves its field as it is. A value that is not expected is a warning.
 */
export function deriveFields({ spec, rules, sources }: DeriveRequest): Derived {
  const results = Object.entries(rules).map(([name, rule]) => ({ name, ...derive({ name, rule }, sources) }));
  const values = results.flatMap(({ name, value }) =>
    value === undefined || !isOpen(spec, name) || isSame(presentValue(spec, name), value)
      ? []
      : [[name, value] as const],
  );
  return { values: Object.fromEntries(values), findings: results.flatMap(({ findings }) => findings) };
}

/** The edits that write derived values: the fields, and their names in `derived_fields`. None for no values. */
export function derivedEdits(spec: Spec, values: DerivedValues): Readonly<Record<string, string | readonly string[]>> {
  const names = Object.keys(values);
  if (names.length === 0) return {};
  return { ...values, derived_fields: union(spec.frontmatter.derived_fields ?? [], names) };
}

/**
 * The edits that turn the entries `derived_x=y` of `context`, as an older version wrote them, into fields of their own; a
 * field that the spec has stays. None where there are no such entries.
 */
export function migratedEdits(spec: Spec): Readonly<Record<string, string | readonly string[] | undefined>> {
  const { context = [] } = spec.frontmatter;
  const old = context.flatMap((entry) => {
    const [, name = "", value = ""] = /^derived_([A-Za-z][\w-]*)=(.*)$/s.exec(entry) ?? [];
    return name === "" ? [] : [{ entry, name, value }];
  });
  if (old.length === 0) return {};
  const entries = new Set(old.map(({ entry }) => entry));
  const kept = context.filter((entry) => !entries.has(entry));
  const open = old.filter(({ name, value }) => value !== "" && !isFieldName(name) && isOpen(spec, name));
  const values = Object.fromEntries(open.map(({ name, value }) => [name, value]));
  return { ...derivedEdits(spec, values), context: kept.length === 0 ? undefined : kept };
}

interface NamedRule {
  readonly name: string;
  readonly rule: Rule;
}

interface Result {
  readonly value: string | readonly string[] | undefined;
  readonly findings: readonly Finding[];
}

function derive({ name, rule }: NamedRule, sources: DeriveSources): Result {
  const found = readers[rule.from](rule.pattern, sources)?.trim();
  if (found === undefined || found === "") return { value: undefined, findings: [] };
  const value = fieldRow(name).kind === "list" ? toList(found) : found;
  return { value, findings: unexpected({ name, rule }, [value].flat()) };
}

const readers: Readonly<Record<Rule["from"], (pattern: string, sources: DeriveSources) => string | undefined>> = {
  branch: (pattern, { branch }) => firstGroup(pattern, branch),
  path: (pattern, { path }) => firstGroup(pattern, path),
  env: (pattern, { env }) => (Object.hasOwn(env, pattern) ? env[pattern] : undefined),
  git_user: (pattern, { git_user }) => (pattern === "name" || pattern === "email" ? git_user[pattern] : undefined),
};

/** Undefined for a pattern that is none, does not match or has no group. */
function firstGroup(pattern: string, text: string | undefined): string | undefined {
  const compiled = text === undefined ? undefined : compilePattern(pattern);
  if (compiled === undefined || compiled.groupCount() === 0) return undefined;
  const matcher = compiled.matcher(text as string);
  return matcher.find() ? (matcher.group(1) ?? undefined) : undefined;
}

function toList(text: string): readonly string[] {
  const items = text.split(",").map((item) => item.trim());
  return items.filter((item) => item !== "");
}

function unexpected({ name, rule }: NamedRule, values: readonly string[]): Finding[] {
  const expected = rule.validate?.values;
  const wrong = expected === undefined ? [] : values.filter((value) => !expected.includes(value));
  return wrong.map((value) => ({
    rule: "derive",
    severity: "warning",
    message: `${name} is "${value}", which is none of ${expected?.join(", ") ?? ""}.`,
  }));
}

/** Whether derivation may set a field: nobody has, or derivation did. */
function isOpen(spec: Spec, name: string): boolean {
  const value = presentValue(spec, name);
  return value === undefined || value === "" || (spec.frontmatter.derived_fields ?? []).includes(name);
}

function presentValue({ frontmatter, unknown }: Spec, name: string): unknown {
  const fields: object = isFieldName(name) ? frontmatter : unknown;
  return Object.hasOwn(fields, name) ? (fields as Record<string, unknown>)[name] : undefined;
}

function isSame(present: unknown, value: string | readonly string[]): boolean {
  return JSON.stringify(present) === JSON.stringify(value);
}

function union(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...new Set([...one, ...other])];
}
