import { fields, isChantError, isMemberOf, setFields, type FieldEdits, type Spec } from "@chant/core";
import { keyLines } from "../facts.ts";
import type { LintContext } from "./rule.ts";
import { repeatsIn } from "./rules/repeated.ts";
import { levelsFor } from "./settings.ts";
import { fullIdOf } from "./short-ids.ts";

/** A change of a header that takes a finding away and cannot be wrong. */
export interface Fix {
  readonly rule: string;
  readonly description: string;
  /** Fields with their new values, for core's setFields. */
  readonly edits: FieldEdits;
}

/**
 * The safe fixes of a spec: today's spelling of keys, types and statuses, full ids for short ones, lists without repeats.
 * None for a spec that cannot be read, for rules that are disabled, and where a comment or another field would suffer.
 */
export function fixesOf(spec: Spec, context: LintContext): readonly Fix[] {
  if (!spec.readable) return [];
  const { disabled } = levelsFor(spec, context.settings);
  const wanted = fixers.filter(({ rule }) => !disabled.has(rule));
  const fixes = wanted.flatMap(({ rule, of }) => of(spec, context).map((fix) => ({ rule, ...fix })));
  return fixes.filter((fix) => apply(spec, fix) !== undefined);
}

/** A spec with all its safe fixes, and those fixes. Fixing it again changes nothing. */
export function fixSpec(spec: Spec, context: LintContext): { readonly spec: Spec; readonly fixes: readonly Fix[] } {
  const fixes: Fix[] = [];
  let fixed = spec;
  // Each takes its cause away, so there are never more than two for a field.
  while (fixes.length < 2 * Object.keys(fields).length) {
    const [next] = fixesOf(fixed, context);
    if (next === undefined) break;
    fixed = apply(fixed, next) as Spec;
    fixes.push(next);
  }
  return { spec: fixed, fixes };
}

interface Fixer {
  readonly rule: string;
  of(spec: Spec, context: LintContext): readonly Omit<Fix, "rule">[];
}

const fixers: readonly Fixer[] = [
  { rule: "legacy", of: todaysSpelling },
  { rule: "dependency", of: fullIds },
  { rule: "repeated", of: withoutRepeats },
];

/** Reading said on which lines older spellings are; the fields already hold what they mean. */
function todaysSpelling(spec: Spec): Omit<Fix, "rule">[] {
  const found = new Set(spec.findings.filter(({ rule }) => rule === "legacy").map(({ place }) => place?.line));
  if (found.size === 0) return [];
  const keys = Object.entries(keyLines(spec)).filter(([, line]) => found.has(line));
  return keys.flatMap(([key]) => {
    const name = fieldOf(key);
    const value = name === undefined ? undefined : spec.frontmatter[name];
    if (name === undefined || value === undefined) return [];
    return [{ description: `${key} in today's spelling: ${name}: ${String(value)}`, edits: { [name]: value } }];
  });
}

type Name = keyof Spec["frontmatter"] & keyof typeof fields;

function fieldOf(key: string): Name | undefined {
  const rows: readonly (readonly [string, { readonly aliases?: readonly string[]; readonly kind: string }])[] =
    Object.entries(fields);
  return rows.find(([name, { aliases }]) => name === key || aliases?.includes(key) === true)?.[0] as Name | undefined;
}

function fullIds(spec: Spec, { graph }: LintContext): Omit<Fix, "rule">[] {
  const { depends_on = [] } = spec.frontmatter;
  const full = (id: string) => (graph.get(id) === undefined ? fullIdOf(id, graph) : undefined);
  const short = depends_on.filter((id) => isOther(spec, full(id)));
  if (short.length === 0) return [];
  const edits = { depends_on: depends_on.map((id) => (short.includes(id) ? (full(id) ?? id) : id)) };
  return [{ description: `depends_on names ${short.join(", ")} by full id`, edits }];
}

/** A short id that would make the spec wait for itself or its driver was meant otherwise. */
function isOther(spec: Spec, id: string | undefined): boolean {
  return id !== undefined && id !== spec.id && !isMemberOf(spec.id, id);
}

function withoutRepeats({ frontmatter }: Spec): Omit<Fix, "rule">[] {
  return Object.entries(frontmatter)
    .filter(([, value]) => repeatsIn(value).length > 0)
    .map(([key, value]) => ({
      description: `${key} names ${repeatsIn(value).join(", ")} once`,
      edits: { [key]: [...new Set(value as readonly string[])] },
    }));
}

/** The spec with a fix; undefined where it cannot be applied, or would touch more than it says. */
function apply(spec: Spec, { edits }: Fix): Spec | undefined {
  const fixed = edit(spec, edits);
  if (fixed === undefined || fixed.text === spec.text || !fixed.readable) return undefined;
  const expected = { ...spec, frontmatter: { ...spec.frontmatter, ...edits } };
  return contentOf(fixed) === contentOf(expected) && marksIn(fixed) === marksIn(spec) ? fixed : undefined;
}

function edit(spec: Spec, edits: FieldEdits): Spec | undefined {
  try {
    return setFields(spec, edits);
  } catch (error) {
    if (isChantError(error) && error.code === "PARSE_EDIT") return undefined;
    throw error;
  }
}

/** What a spec says, in whatever order. */
function contentOf({ frontmatter, unknown, body }: Pick<Spec, "unknown" | "body"> & { frontmatter: object }): string {
  const sorted = [frontmatter, unknown].map((part) => Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify([...sorted, body]);
}

/** Every comment has its mark: as many marks as before means that none was lost with a line. */
function marksIn({ text, bodyOffset }: Spec): number {
  return text.slice(0, bodyOffset).split("#").length;
}
