import { findConflictMarkers } from "./conflict-markers.ts";
import { fields, isFieldName, type FieldName } from "./fields.ts";
import { placeAt, type Finding } from "./finding.ts";
import { readHeader, type Header } from "./frontmatter.ts";
import { readField } from "./read-field.ts";
import type { Frontmatter, Spec } from "./spec.ts";
import { findTitle } from "./title.ts";

const defaults: Frontmatter = { type: "code", status: "pending" };

/**
 * Reads a spec's text: frontmatter and title. Never throws: what cannot be read is a finding with its place, and the spec
 * is then not `readable`.
 */
export function parseSpec(text: string, { id }: { readonly id: string }): Spec {
  const header = readHeader(text);
  const { frontmatter, unknown, findings } = readFields(text, header);
  const markers = findConflictMarkers(text);
  const all = [...header.findings, ...(markers === undefined ? [] : [markers]), ...findings, ...shape(text, header)];
  const errors = all.filter((finding) => finding.severity === "error");
  const { bodyOffset } = header.split;
  const body = text.slice(bodyOffset);
  // The first error decides what a user is told; markers explain the YAML error that they cause.
  const ordered = markers === undefined ? all : [markers, ...all.filter((finding) => finding !== markers)];
  return {
    id,
    text,
    title: findTitle(body),
    frontmatter,
    unknown,
    body,
    bodyOffset,
    findings: ordered,
    readable: errors.length === 0,
  };
}

function readFields(text: string, header: Header) {
  const known: Record<string, unknown> = { ...defaults };
  const unknown = Object.create(null) as Record<string, unknown>;
  const findings: Finding[] = [];
  const present = new Set(header.entries.map((entry) => entry.key));
  for (const { key, value, pair } of header.entries) {
    const name = fieldOf(key, present);
    if (name === undefined) {
      unknown[key] = value;
      continue;
    }
    const read = readField(name, value);
    if (read.value !== undefined) known[name] = read.value;
    const offset = (header.split.yaml?.start ?? 0) + ((pair.key as { range?: [number] }).range?.[0] ?? 0);
    const place = placeAt(text, offset);
    if (name !== key) findings.push({ rule: "legacy", severity: "info", message: `${key} is read as ${name}.`, place });
    if (read.finding !== undefined) findings.push({ ...read.finding, place });
  }
  return { frontmatter: known as unknown as Frontmatter, unknown, findings };
}

const aliases = new Map<string, FieldName>(
  Object.entries(fields).flatMap(([name, row]) =>
    "aliases" in row ? row.aliases.map((alias) => [alias, name as FieldName] as const) : [],
  ),
);

/** The field that a key stands for; an older spelling counts only when the field itself is absent. */
export function fieldOf(key: string, present: ReadonlySet<string>): FieldName | undefined {
  if (isFieldName(key)) return key;
  const name = aliases.get(key);
  return name === undefined || present.has(name) ? undefined : name;
}

/** A file without frontmatter is read with defaults, and says so; text before the fence hides a header. */
function shape(text: string, { split }: Header): Finding[] {
  if (split.yaml !== undefined || split.unclosed) return [];
  const hidden = /^---[ \t]*\r?\n(?:[\w-]+:.*\r?\n)+---[ \t]*\r?$/m.exec(text);
  if (hidden !== null) return [noFence("There is text before the frontmatter, so it is not one.")];
  if (hasOddFence(text))
    return [noFence("There is more than three dashes on the first line, so it opens no frontmatter.")];
  return [{ rule: "frontmatter", severity: "info", message: "There is no frontmatter: type code, status pending." }];
}

/** `---js` or `--- # header` on the first line, with a fence that would close it: nobody means that as text. */
function hasOddFence(text: string): boolean {
  return /^\uFEFF?---(?!-)[ \t]*\S/.test(text) && /\n---[ \t]*(?:\r?\n|$)/.test(text);
}

function noFence(message: string): Finding {
  return {
    rule: "parse",
    severity: "error",
    code: "PARSE_FRONTMATTER",
    message,
    place: { line: 1, column: 1 },
    suggestion: "Make --- the first line of the file.",
  };
}
