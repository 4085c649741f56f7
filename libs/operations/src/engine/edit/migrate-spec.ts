import { fields, parseFrontmatterData, parseSpec, setFields, type Spec } from "@chant/core";
import { migratedEdits } from "@chant/core/derive";

export interface Migrated {
  readonly spec: Spec;
  /** One for each edit, as `old → new`. */
  readonly changes: readonly string[];
}

interface Migration {
  readonly change: string;
  edit(spec: Spec): Spec;
}

/** A spec in today's spelling: names of keys, words for status and type, and fields that once stood among the context. */
export function migrateSpec(spec: Spec): Migrated {
  if (!spec.readable) return { spec, changes: [] };
  const raw = parseFrontmatterData(spec.text).data;
  const migrations = [...oldKeys(raw), ...oldWords(spec, raw), ...oldContext(spec)];
  return {
    spec: migrations.reduce((edited, { edit }) => edit(edited), spec),
    changes: migrations.map(({ change }) => change),
  };
}

type Raw = Readonly<Record<string, unknown>>;

/** Only the name changes, so that a comment behind the value stays. */
function oldKeys(raw: Raw): Migration[] {
  return Object.entries(fields).flatMap(([key, row]) => {
    const aliases: readonly string[] = "aliases" in row ? row.aliases : [];
    const old = aliases.find((alias) => Object.hasOwn(raw, alias));
    if (old === undefined || Object.hasOwn(raw, key)) return [];
    return [{ change: `'${old}' → '${key}'`, edit: (spec) => renameKey(spec, old, key) }];
  });
}

/** A key stands at the left margin of the header, where nothing but keys can. */
function renameKey({ id, text, bodyOffset }: Spec, old: string, key: string): Spec {
  const header = text.slice(0, bodyOffset).replace(new RegExp(`^${old}(?=[ \\t]*:)`, "m"), key);
  return parseSpec(header + text.slice(bodyOffset), { id });
}

/** Words of an older version and of its samples. */
function oldWords({ frontmatter }: Spec, raw: Raw): Migration[] {
  return (["type", "status"] as const).flatMap((key) => {
    const old = raw[key] ?? (key === "status" ? raw["state"] : undefined);
    const value = frontmatter[key];
    if (typeof old !== "string" || old === "" || old === value) return [];
    return [{ change: `'${key}: ${old}' → '${key}: ${value}'`, edit: (spec) => setFields(spec, { [key]: value }) }];
  });
}

function oldContext(spec: Spec): Migration[] {
  const edits = migratedEdits(spec);
  const names = Object.keys(edits).filter((key) => key !== "context" && key !== "derived_fields");
  if (Object.keys(edits).length === 0) return [];
  const moved = names.length === 0 ? "leave it" : `fields ${names.join(", ")}`;
  return [{ change: `derived_… entries of context → ${moved}`, edit: (edited) => setFields(edited, edits) }];
}
