import { ChantError } from "../errors/chant-error.ts";
import { headerLines, setHeaderKey, setHeaderLines, yamlOf, type FieldValue } from "./edit-header.ts";
import { addToList, setMapKey } from "./edit-map.ts";
import { fieldRow } from "./fields.ts";
import { parseSpec } from "./parse.ts";
import type { Approval, Frontmatter, Spec } from "./spec.ts";

/** Values to set by key; undefined removes a field. */
export type FieldEdits = { readonly [Key in keyof Frontmatter]?: Frontmatter[Key] | undefined };

/**
 * Sets and removes fields of a spec; only the lines of those keys change. An older spelling of a key is replaced in its
 * place. Throws PARSE_EDIT for a spec that cannot be read.
 */
export function setFields(spec: Spec, edits: FieldEdits | Readonly<Record<string, FieldValue>>): Spec {
  requireReadable(spec);
  let text = spec.text;
  for (const [key, value] of Object.entries(edits) as [string, FieldValue][]) {
    text = setField(text, key, value);
  }
  return text === spec.text ? spec : parseSpec(text, { id: spec.id });
}

/** Sets and removes keys within the approval of a spec; what else stands in it stays. Throws PARSE_EDIT. */
export function setApproval(spec: Spec, edits: ApprovalEdits): Spec {
  requireReadable(spec);
  let text = spec.text;
  for (const [key, value] of Object.entries(edits)) text = setMapKey(text, ["approval", key], value);
  return text === spec.text ? spec : parseSpec(text, { id: spec.id });
}

/** Values to set by key; undefined removes one. */
export type ApprovalEdits = { readonly [Key in keyof Approval]?: Approval[Key] | undefined };

/** Makes a spec wait for another one as well. Throws PARSE_EDIT. */
export function addDependency(spec: Spec, id: string): Spec {
  requireReadable(spec);
  if (spec.frontmatter.depends_on?.includes(id)) return spec;
  return parseSpec(addToList(spec.text, "depends_on", id), { id: spec.id });
}

/** Throws PARSE_EDIT for a spec whose header cannot be trusted. */
export function requireReadable(spec: Spec): void {
  if (spec.readable) return;
  const finding = spec.findings.find((one) => one.severity === "error");
  const message = `${spec.id} cannot be edited: ${finding?.message ?? "its header cannot be read."}`;
  throw new ChantError("PARSE_EDIT", message, { details: { ...finding?.place } });
}

/** An older spelling stands for the field only where the field itself is absent; else it is the user's. */
function setField(text: string, key: string, value: FieldValue): string {
  const older = aliasesOf(key).find((alias) => headerLines(text, alias) !== undefined);
  if (older === undefined || headerLines(text, key) !== undefined) return setHeaderKey(text, key, value);
  return setHeaderLines(text, older, value === undefined ? undefined : yamlOf(key, value));
}

function aliasesOf(key: string): readonly string[] {
  return fieldRow(key).aliases ?? [];
}

export interface NewSpec {
  readonly id: string;
  readonly title: string;
  readonly body?: string;
  readonly fields?: Partial<Frontmatter>;
}

/** A new spec. Values go through a YAML serializer and the title onto one line, so no value can add a field. */
export function createSpec({ id, title, body = "", fields: given = {} }: NewSpec): Spec {
  const { type = "code", status = "pending", ...rest } = given;
  const header = Object.entries({ type, status, ...rest }).map(([key, value]) => yamlOf(key, value as FieldValue));
  const heading = `# ${title.replaceAll(/\s+/g, " ").trim()}`;
  const text = `---\n${header.join("")}---\n\n${heading}\n${body.trim() === "" ? "" : `\n${body.trim()}\n`}`;
  return parseSpec(text, { id });
}
