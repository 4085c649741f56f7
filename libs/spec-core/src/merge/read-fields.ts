import { isCollection, isMap, isScalar, isSeq, type Node } from "yaml";
import { lineRange, yamlOf, type FieldValue, type Range } from "../spec/edit-header.ts";
import { readHeader, type Entry, type Header } from "../spec/frontmatter.ts";
import { isFieldName } from "../spec/fields.ts";
import { fieldOf } from "../spec/parse.ts";
import { readField } from "../spec/read-field.ts";
import { lineFinder } from "./line-finder.ts";
import { readList, type ListLines } from "./list-lines.ts";

/** One field of a frontmatter: what it says, and how it is written. */
export interface Field {
  /** Its name; an older spelling has the name that it stands for. */
  readonly name: string;
  readonly key: string;
  /** As it is read: typed for a field that chant knows. */
  readonly value: unknown;
  /** Plain data with every scalar as text. */
  readonly raw: unknown;
  /** The value as JSON, to be compared. */
  readonly json: string;
  /** Its lines, without the last line end. */
  readonly text: string;
  /** Where the comment behind a value on one line begins; undefined for a longer one. */
  readonly comment: number | undefined;
  readonly list: ListLines | undefined;
}

/** A frontmatter whose fields have lines of their own. */
export interface Fields {
  readonly lines: readonly string[];
  /** In order, with the first and the last line of each. */
  readonly fields: readonly (Field & Range)[];
  /** Whether its lines are the user's: a frontmatter that is one flow mapping is written anew. */
  readonly written: boolean;
  /** The blanks before every line. */
  readonly indent: string;
}

/** Reads the YAML between the fences as fields; undefined where it is not a valid list of fields. */
export function readFields(yaml: string): Fields | undefined {
  const indent = indentOf(yaml);
  const text = indent === "" ? yaml : withoutIndent(yaml, indent);
  const header = readHeader(`---\n${text}---\n`);
  if (header.findings.length > 0 || header.split.yaml?.end !== text.length + 4) return undefined;
  const { document, entries } = header;
  if (isCollection(document?.contents) && document.contents.flow) {
    const fields = readFields(entries.map((entry) => lineOf(header, entry)).join(""));
    return fields && { ...fields, written: false };
  }
  return { ...fieldLines(header, text), written: true, indent };
}

/** A field of a flow mapping on lines of its own: its source, where that says the same there. */
function lineOf({ split }: Header, { key, value, pair }: Entry): string {
  const [from, to] = [pair.key, pair.value].map((node) => (node as Node | null)?.range ?? undefined);
  const source = `${split.text.slice(4 + (from?.[0] ?? 0), 4 + (to?.[1] ?? 0))}\n`;
  const isSame = JSON.stringify(readHeader(`---\n${source}---\n`).entries[0]?.value) === JSON.stringify(value);
  return isSame ? source : yamlOf(key, value as FieldValue);
}

/** The blanks that every line begins with. */
function indentOf(yaml: string): string {
  const lines = yaml.split("\n").filter((line) => line.trim() !== "");
  const [first = ""] = lines;
  const indent = first.slice(0, first.length - first.trimStart().length);
  return lines.every((line) => line.startsWith(indent)) ? indent : "";
}

function withoutIndent(yaml: string, indent: string): string {
  return yaml
    .split("\n")
    .map((line) => line.slice(indent.length))
    .join("\n");
}

function fieldLines(header: Header, text: string): Pick<Fields, "lines" | "fields"> {
  const present = new Set(header.entries.map((entry) => entry.key));
  const lineAt = lineFinder(text);
  const fields = header.entries.map((entry) => {
    const { start, end } = lineRange(header, entry.pair);
    const lines = { start: lineAt(start - 4), end: lineAt(end - 5) };
    return { ...toField(header, entry, present), ...lines };
  });
  return { lines: text.split("\n"), fields };
}

function toField(header: Header, entry: Entry, present: ReadonlySet<string>): Field {
  const { key, value: raw, pair } = entry;
  const name = fieldOf(key, present) ?? key;
  const value = isFieldName(name) ? (readField(name, raw).value ?? raw) : raw;
  const { start, end } = lineRange(header, pair);
  const text = header.split.text.slice(start, end).replace(/\n$/, "");
  const offset = start - (header.split.yaml?.start ?? 0);
  const node = pair.value as Node | null;
  return {
    name,
    key,
    value,
    raw,
    json: JSON.stringify(value),
    text,
    comment: text.includes("\n") ? undefined : commentStart(text, { pair, offset }),
    list: isSeq(node) ? readList({ node, values: raw as readonly unknown[], text, offset }) : undefined,
  };
}

/** Undefined where something else than a comment follows. */
function commentStart(text: string, { pair, offset }: { pair: Entry["pair"]; offset: number }): number | undefined {
  const node = (pair.value ?? pair.key) as Node;
  if (!isScalar(node) && !isMap(node) && !isSeq(node)) return undefined;
  const end = (node.range?.[1] ?? 0) - offset;
  const rest = text.slice(end);
  const blanks = rest.length - rest.trimStart().length;
  return rest.trim() === "" || rest[blanks] === "#" ? end : undefined;
}
