import { fieldRow } from "../spec/fields.ts";
import { arrange } from "./arrange.ts";
import { decideField, type Decision, type FieldSides } from "./decide-field.ts";
import { fieldText, fieldValue, newText } from "./field-text.ts";
import { markInHeader } from "./header-conflict.ts";
import { headerSequence } from "./header-sequence.ts";
import { identify, type Name, type Part } from "./identify.ts";
import { joinParts } from "./join-parts.ts";
import { clean, concat, type Markers, type Merged } from "./markers.ts";
import { mergeStatus, type MergedStatus } from "./merge-status.ts";
import { outcomeOf } from "./outcome.ts";
import { readFields, type Field, type Fields } from "./read-fields.ts";

export type FieldVersions = Readonly<Record<Name, Fields>>;

export interface FieldsContext {
  /** Whether there was a common ancestor. */
  readonly known: boolean;
  /** The merged body. */
  readonly body: string;
  readonly markers: Markers;
}

/** Merges the fields of three frontmatters by their rules, with the comments between them; the result can be read. */
export function mergeFields(versions: FieldVersions, { known, body, markers }: FieldsContext): Merged | undefined {
  const identified = identify({
    base: headerSequence(versions.base),
    ours: headerSequence(versions.ours),
    theirs: headerSequence(versions.theirs),
  });
  if (identified === undefined) return undefined;
  const [ours, theirs] = [outcomeOf(versions.ours), outcomeOf(versions.theirs)];
  const status = mergeStatus({ base: known ? outcomeOf(versions.base) : undefined, ours, theirs, body });
  const decided = decideAll(versions, status);
  const merged = new Map<number, Merged>();
  for (const [id, part] of identified.parts) {
    const text = mergeHeaderPart(part, { decided, markers });
    if (text !== undefined) merged.set(id, text);
  }
  const order = arrange(identified, (id) => merged.has(id));
  const joined = joinParts(identified, order, merged);
  if (says(joined.text, decided)) return joined;
  const names = order.map((id) => nameOf(identified.parts.get(id))).filter((name) => name !== undefined);
  return writeAnew(names, { decided, markers });
}

interface DecidedField {
  readonly sides: FieldSides;
  readonly decision: Decision;
  /** What a conflict shows of their side besides the field itself. */
  readonly also: readonly Field[];
}

type Decided = ReadonlyMap<string, DecidedField>;

function decideAll(versions: FieldVersions, status: MergedStatus): Decided {
  const [base, ours, theirs] = [byName(versions.base), byName(versions.ours), byName(versions.theirs)];
  const names = new Set([...ours.keys(), ...theirs.keys(), ...base.keys()]);
  const entries = [...names].map((name): [string, DecidedField] => {
    const sides = { base: base.get(name), ours: ours.get(name), theirs: theirs.get(name) };
    return [name, { sides, decision: decideField(name, sides, status), also: [] }];
  });
  const decided = new Map(entries);
  const stated = decided.get("status");
  if (stated !== undefined && isConflict(stated)) decided.set("status", { ...stated, also: lostOutcome(entries) });
  return decided;
}

function byName({ fields }: Fields): ReadonlyMap<string, Field> {
  return new Map(fields.map((field) => [field.name, field]));
}

function isConflict({ decision }: DecidedField): boolean {
  return "take" in decision && decision.conflict === true;
}

/** Whoever decides for their status needs what came with it. */
function lostOutcome(entries: readonly (readonly [string, DecidedField])[]): readonly Field[] {
  return entries.flatMap(
    ([
      name,
      {
        sides: { ours, theirs },
      },
    ]) => (fieldRow(name).merge === "outcome" && theirs !== undefined && theirs.json !== ours?.json ? [theirs] : []),
  );
}

interface Decisions {
  readonly decided: Decided;
  readonly markers: Markers;
}

function mergeHeaderPart(part: Part, { decided, markers }: Decisions): Merged | undefined {
  const name = nameOf(part);
  if (name === undefined) return mergeComment(part);
  const field = decided.get(name) as DecidedField;
  const text = fieldText(field.sides, field.decision);
  if (isConflict(field)) return markField(name, { field, text, markers });
  return text === undefined ? undefined : clean(text);
}

function nameOf({ base, ours, theirs }: Part = {}): string | undefined {
  const kind = (ours ?? theirs ?? base)?.kind ?? "";
  return kind.startsWith("field ") ? kind.slice("field ".length) : undefined;
}

interface Marking {
  readonly field: DecidedField;
  readonly text: string | undefined;
  readonly markers: Markers;
}

function markField(name: string, { field, text, markers }: Marking): Merged {
  const { base, theirs } = field.sides;
  const lines = [theirs, ...field.also].map((one) => one?.text).filter((one) => one !== undefined);
  const other = lines.length === 0 ? undefined : lines.join("\n");
  return markInHeader({ field: name, base: base?.text, ours: text, theirs: other }, "ours", markers);
}

/** A comment is nobody's value: two new ones stand both. */
function mergeComment(part: Part): Merged | undefined {
  const { base, ours, theirs } = part;
  if (ours === undefined || theirs === undefined) return leftComment(part);
  if (ours.key === theirs.key || theirs.text === base?.text) return clean(ours.text);
  return clean(ours.text === base?.text ? theirs.text : `${ours.text}\n${theirs.text}`);
}

/** What one side removed goes, unless the other changed it. */
function leftComment({ base, ours, theirs }: Part): Merged | undefined {
  const left = ours ?? theirs;
  return left === undefined || left.key === base?.key ? undefined : clean(left.text);
}

/** Whether lines say what was decided: an alias, say, can have lost what it stands for. */
function says(yaml: string, decided: Decided): boolean {
  const fields = readFields(ended(yaml))?.fields;
  if (fields === undefined) return false;
  const found = new Map(fields.map((field) => [field.name, field.json]));
  return [...decided].every(([name, { sides, decision }]) => found.get(name) === jsonOf(sides, decision));
}

function jsonOf(sides: FieldSides, decision: Decision): string | undefined {
  if ("take" in decision) return sides[decision.take]?.json;
  const key = (sides.ours ?? sides.theirs)?.key ?? "";
  return readFields(`${newText(key, fieldValue(sides, decision))}\n`)?.fields[0]?.json;
}

function writeAnew(names: readonly string[], { decided, markers }: Decisions): Merged {
  const parts = names.flatMap((name) => {
    const field = decided.get(name) as DecidedField;
    const value = fieldValue(field.sides, field.decision);
    const key = (field.sides.ours ?? field.sides.theirs)?.key ?? name;
    const text = value === undefined ? undefined : newText(key, value);
    if (isConflict(field)) return [markField(name, { field, text, markers }), clean("\n")];
    return text === undefined ? [] : [clean(text), clean("\n")];
  });
  return concat(parts);
}

function ended(yaml: string): string {
  return yaml === "" || yaml.endsWith("\n") ? yaml : `${yaml}\n`;
}
