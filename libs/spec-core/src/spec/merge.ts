import { headerLines, isSpliceable, setHeaderKey, setHeaderLines, type FieldValue } from "./edit-header.ts";
import { fieldRow } from "./fields.ts";
import { readHeader } from "./frontmatter.ts";
import { mergeBodies } from "./merge-body.ts";
import { mergeStatus, type MergedStatus, type Winner } from "./merge-status.ts";
import { parseSpec } from "./parse.ts";
import type { Spec } from "./spec.ts";

/** A place where both sides changed the same thing differently. Ours stays in the header, both stay in the body. */
export interface MergeConflict {
  readonly kind: "field" | "body" | "document";
  /** The field, for a field. */
  readonly field?: string;
  /** Line in the merged text, from 1. */
  readonly line?: number;
  readonly message: string;
}

export interface MergeInput {
  /** The common ancestor; undefined when both sides added the spec. */
  readonly base: string | undefined;
  readonly ours: string;
  readonly theirs: string;
}

export interface MergeOutput {
  readonly text: string;
  readonly conflicts: readonly MergeConflict[];
}

/**
 * Merges three versions of a spec: frontmatter by the rules of the field table, body by items and lines. Ours is edited in
 * place, so its comments, order and line endings stay. A side that cannot be read, or whose keys have no lines of their
 * own, makes the whole text merge by lines, and that is a conflict.
 */
export function mergeSpecs({ base, ours, theirs }: MergeInput): MergeOutput {
  if (ours === theirs || base === theirs) return { text: ours, conflicts: [] };
  if (base === ours) return { text: theirs, conflicts: [] };
  const specs = { base: parse(base ?? ""), ours: parse(ours), theirs: parse(theirs) };
  const canMerge = specs.base.readable && [specs.ours, specs.theirs].every(isEditable);
  if (!canMerge) return mergeAsText({ base, ours, theirs });
  const body = mergeBodies({ base: specs.base.body, ours: specs.ours.body, theirs: specs.theirs.body });
  const withBody = parse(ours.slice(0, specs.ours.bodyOffset) + body.text);
  const header = mergeHeaders({ ...specs, merged: withBody, known: base !== undefined });
  const offset = header.text.slice(0, parse(header.text).bodyOffset).split("\n").length - 1;
  const inBody = body.conflicts.map((line): MergeConflict => {
    return { kind: "body", line: offset + line, message: "Both sides changed these lines differently." };
  });
  return { text: header.text, conflicts: [...header.conflicts, ...inBody] };
}

function parse(text: string): Spec {
  return parseSpec(text, { id: "spec" });
}

function isEditable(spec: Spec): boolean {
  return spec.readable && isSpliceable(readHeader(spec.text));
}

function mergeAsText({ base, ours, theirs }: MergeInput): MergeOutput {
  const { text } = mergeBodies({ base: base ?? "", ours, theirs });
  return { text, conflicts: [{ kind: "document", message: "One side cannot be read as a spec." }] };
}

interface Headers {
  readonly base: Spec;
  readonly ours: Spec;
  readonly theirs: Spec;
  readonly merged: Spec;
  /** Whether there was a common ancestor. */
  readonly known: boolean;
}

function mergeHeaders(headers: Headers): MergeOutput {
  const { base, ours, theirs, merged, known } = headers;
  const status = mergeStatus({ base: known ? base.frontmatter.status : undefined, ours, theirs, merged });
  const values = { base: valuesOf(base), ours: valuesOf(ours), theirs: valuesOf(theirs) };
  const keys = new Set([...values.ours.keys(), ...values.theirs.keys()]);
  let text = merged.text;
  const conflicts: MergeConflict[] = [];
  for (const key of keys) {
    const decision = decide({ key, values, status });
    if (decision === "conflict") conflicts.push(fieldConflict(key));
    if (decision === "theirs") text = setHeaderLines(text, key, headerLines(theirs.text, key));
    if (typeof decision === "object") text = setHeaderKey(text, key, decision.value);
  }
  if (status.conflict) conflicts.push(fieldConflict("status"));
  return { text, conflicts };
}

type Values = Readonly<Record<"base" | "ours" | "theirs", ReadonlyMap<string, string>>>;

type Decision = Winner | "conflict" | { readonly value: FieldValue };

interface Question {
  readonly key: string;
  readonly values: Values;
  readonly status: MergedStatus;
}

/** What becomes of one key. Values are compared as JSON text, so formatting alone is no change. */
function decide({ key, values, status }: Question): Decision {
  const { merge } = fieldRow(key);
  const [base, ours, theirs] = [values.base.get(key), values.ours.get(key), values.theirs.get(key)];
  if (merge === "status") return statusDecision(status, { ours, theirs });
  if (ours === theirs) return "ours";
  if (merge === "outcome" && status.winner !== undefined) return outcomeDecision({ key, values, status });
  if (theirs === base) return "ours";
  if (ours === base) return "theirs";
  if (merge === "set") return { value: mergeSet({ base, ours, theirs }) };
  if (merge === "approval") return laterApproval({ ours, theirs });
  return "conflict";
}

function statusDecision(
  status: MergedStatus,
  { ours, theirs }: { ours: string | undefined; theirs: string | undefined },
): Decision {
  if (status.conflict || ours === JSON.stringify(status.status)) return "ours";
  return theirs === JSON.stringify(status.status) ? "theirs" : { value: status.status };
}

/** Commits of two completed sides are both true; anything else goes with the status. */
function outcomeDecision({ key, values, status }: Question): Decision {
  const [ours, theirs] = [values.ours.get(key), values.theirs.get(key)];
  const both = [values.ours, values.theirs].every((side) => side.get("status") === '"completed"');
  if (key === "commits" && both) return { value: mergeSet({ base: undefined, ours, theirs }) };
  return status.winner as Winner;
}

type SideValues = Readonly<Record<"base" | "ours" | "theirs", string | undefined>>;

/** Three-way: what one side removed stays removed, what one side added is added; ours keeps its order. */
function mergeSet({ base, ours, theirs }: SideValues): string[] {
  const [was, mine, other] = [toSet(base), toSet(ours), toSet(theirs)];
  const kept = [...mine].filter((item) => other.has(item) || !was.has(item));
  const added = [...other].filter((item) => !mine.has(item) && !was.has(item));
  return [...kept, ...added];
}

function toSet(json = "[]"): ReadonlySet<string> {
  const value = JSON.parse(json) as string | readonly string[];
  if (value === "") return new Set();
  return new Set(typeof value === "string" ? [value] : value);
}

function laterApproval({ ours, theirs }: Pick<SideValues, "ours" | "theirs">): Decision {
  const [mine, other] = [toDecision(ours), toDecision(theirs)];
  const bothDecided = mine.by !== "" && other.by !== "";
  const disagree = bothDecided && mine.by !== other.by && mine.status !== other.status;
  if (disagree || mine.at === other.at) return "conflict";
  return mine.at > other.at ? "ours" : "theirs";
}

/** An approval as it stands in a header: who decided what, when; empty where nobody did. */
function toDecision(json = "{}"): { readonly at: string; readonly status: string; readonly by: string } {
  return { at: "", status: "", by: "", ...(JSON.parse(json) as object) };
}

function fieldConflict(field: string): MergeConflict {
  return { kind: "field", field, message: `Both sides changed ${field} differently; ours is kept.` };
}

function valuesOf(spec: Spec): ReadonlyMap<string, string> {
  return new Map(readHeader(spec.text).entries.map(({ key, value }) => [key, JSON.stringify(value)]));
}
