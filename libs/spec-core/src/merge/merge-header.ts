import { markInHeader } from "./header-conflict.ts";
import { clean, concat, type Markers, type Merged } from "./markers.ts";
import { mergeFields, type FieldsContext, type FieldVersions } from "./merge-fields.ts";
import { mergeLines } from "./merge-lines.ts";
import { readFields, type Fields } from "./read-fields.ts";
import type { SplitSpec } from "./split-spec.ts";

export interface HeaderVersions {
  /** Undefined when both sides added the spec. */
  readonly base: SplitSpec | undefined;
  readonly ours: SplitSpec;
  readonly theirs: SplitSpec;
}

/**
 * Merges three frontmatters with their fences. A side that is not valid YAML stands as a comment beside the one that is;
 * where none is valid both stand between markers.
 */
export function mergeHeaders(versions: HeaderVersions, context: Omit<FieldsContext, "known">): Merged {
  const { base, ours, theirs } = versions;
  if (ours.header === theirs.header || base?.header === theirs.header) return clean(ours.header);
  if (base?.header === ours.header) return clean(theirs.header);
  return mergeChanged(versions, context);
}

function mergeChanged(versions: HeaderVersions, context: Omit<FieldsContext, "known">): Merged {
  const { base, ours, theirs } = versions;
  const [mine, other] = [readFields(ours.yaml), readFields(theirs.yaml)];
  if (mine === undefined && other === undefined) return mergeUnreadable(versions, context.markers);
  if (mine === undefined || other === undefined) return besideUnreadable(versions, mine, context.markers);
  const was = base === undefined ? undefined : readFields(base.yaml);
  const fields = alike({ base: was ?? nothing, ours: mine, theirs: other });
  const merged = mergeFields(fields, { ...context, known: was !== undefined });
  if (merged === undefined) return mergeUnreadable(versions, context.markers);
  return withFences(versions, indented(merged, indentOf(fields, was !== undefined)));
}

const nothing: Fields = { lines: [""], fields: [], written: true, indent: "" };

/** A frontmatter that is one flow mapping is written anew; what it says as before stands as before. */
function alike({ base, ours, theirs }: FieldVersions): FieldVersions {
  return { base, ours: withLinesOf(ours, [base, theirs]), theirs: withLinesOf(theirs, [base, ours]) };
}

function withLinesOf(side: Fields, others: readonly Fields[]): Fields {
  if (side.written) return side;
  const written = others.filter((other) => other.written).flatMap((other) => other.fields);
  const fields = side.fields.map(
    (field) => written.find((one) => one.name === field.name && one.json === field.json) ?? field,
  );
  const texts = fields.flatMap(({ text }) => text.split("\n"));
  let line = 0;
  const placed = fields.map((field) => {
    const start = line;
    line += field.text.split("\n").length;
    return { ...field, start, end: line - 1 };
  });
  return { ...side, lines: [...texts, ""], fields: placed };
}

function mergeUnreadable({ base, ours, theirs }: HeaderVersions, markers: Markers): Merged {
  return mergeLines({ base: base?.header ?? "", ours: ours.header, theirs: theirs.header }, markers);
}

function besideUnreadable(versions: HeaderVersions, mine: Fields | undefined, markers: Markers): Merged {
  const { base, ours, theirs } = versions;
  const inForce = mine === undefined ? "theirs" : "ours";
  const text = ({ yaml }: SplitSpec) => (yaml === "" ? undefined : yaml.replace(/\n$/, ""));
  const sides = { base: base && text(base), ours: text(ours), theirs: text(theirs) };
  return withFences(versions, markInHeader(sides, inForce, markers));
}

/** Our fences, or theirs where we have none; none where a side has none and nothing is left to stand between them. */
function withFences({ ours, theirs }: HeaderVersions, merged: Merged): Merged {
  if (merged.text.trim() === "" && (ours.header === "" || theirs.header === "")) return clean("");
  const { header, yaml } = ours.header === "" ? theirs : ours;
  const opening = header.slice(0, header.indexOf("\n") + 1);
  const closing = header.slice(opening.length + yaml.length);
  const end = merged.text === "" || merged.text.endsWith("\n") ? "" : "\n";
  return concat([clean(opening), merged, clean(end + closing)]);
}

/** The indentation of all lines, three-way. */
function indentOf({ base, ours, theirs }: FieldVersions, known: boolean): string {
  return known && ours.indent === base.indent ? theirs.indent : ours.indent;
}

function indented(merged: Merged, indent: string): Merged {
  if (indent === "") return merged;
  const lines = merged.text.split("\n").map((line) => (line === "" ? "" : indent + line));
  return { ...merged, text: lines.join("\n") };
}
