import { isCollection, isScalar, stringify, visit, type Node, type Pair, type ToStringOptions } from "yaml";
import { ChantError } from "../errors/chant-error.ts";
import { placeAt } from "./finding.ts";
import { readHeader, type Entry, type Header } from "./frontmatter.ts";

/** What a frontmatter key can be set to; undefined removes it. */
export type FieldValue = string | number | boolean | undefined | readonly unknown[] | Readonly<Record<string, unknown>>;

/**
 * Sets one top-level key of a text's frontmatter by splicing its lines: place, comments, order and line endings of
 * everything else stay. A new key goes to the end. Throws PARSE_EDIT where the frontmatter cannot be read, is one
 * flow mapping or is indented.
 */
export function setHeaderKey(text: string, key: string, value: FieldValue): string {
  const header = readHeader(text);
  if (header.findings.length > 0) throw unreadable(header);
  if (header.split.yaml === undefined) return value === undefined ? text : withNewHeader(header, key, value);
  const entry = header.entries.find((one) => one.key === key);
  if (entry === undefined) return value === undefined ? text : appendKey(header, key, value);
  requireBlock(header);
  if (value === undefined) return removePair(header, entry.pair);
  return replaceValue(header, entry, value);
}

function withNewHeader({ split }: Header, key: string, value: FieldValue): string {
  const { text, bodyOffset, eol } = split;
  const lines = inEol(`---\n${yamlOf(key, value)}---\n`, eol);
  return text.slice(0, bodyOffset) + lines + text.slice(bodyOffset);
}

function appendKey(header: Header, key: string, value: FieldValue): string {
  requireBlock(header);
  const { text, eol, yaml } = header.split;
  const at = (yaml as { end: number }).end;
  return splice(text, { start: at, end: at }, inEol(yamlOf(key, value), eol));
}

/** Removes the lines of a pair of the frontmatter, or of a mapping in it. */
export function removePair(header: Header, pair: Pair): string {
  requireUnshared(header, pair);
  const { text } = header.split;
  const { start, end } = lineRange(header, pair);
  return splice(text, { start: text.lastIndexOf("\n", start - 1) + 1, end }, "");
}

/** A scalar on one line is replaced in its place, so that a comment behind it stays; anything else by its lines. */
export function replaceValue(header: Header, { key, pair }: Pick<Entry, "key" | "pair">, value: FieldValue): string {
  const { text, eol } = header.split;
  requireUnshared(header, pair);
  const range = inlineRange(header, pair);
  const isFlow = range !== undefined && isCollection(pair.value) && typeof value === "object";
  const lines = inEol(isFlow ? flowOf(key, value) : yamlOf(key, value), eol);
  const isOneLine = lines.indexOf(eol) === lines.length - eol.length;
  if (range === undefined || !isOneLine) return splice(text, lineRange(header, pair), lines);
  const scalar = lines.slice(0, -eol.length).slice(lines.indexOf(": ") + 2);
  const present = text.slice(range.start, range.end);
  return present === scalar ? text : splice(text, range, range.start === range.end ? ` ${scalar}` : scalar);
}

/** What stands elsewhere as an alias of this value would be lost or change with it. Throws PARSE_EDIT. */
export function requireUnshared({ document }: Header, { key, value }: Pick<Pair, "key" | "value">): void {
  const anchors = new Set<string>();
  visit(value as Node | null, { Value: (_, { anchor }) => void (anchor === undefined || anchors.add(anchor)) });
  if (anchors.size === 0 || document === undefined) return;
  visit(document, {
    Alias(_, { source }) {
      if (!anchors.has(source)) return;
      const message = `${String(key)} is used elsewhere as *${source} and cannot be edited in place.`;
      throw new ChantError("PARSE_EDIT", message, { fix: `write the value out where *${source} stands` });
    },
  });
}

/** Offsets in a text. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** The offsets of a value that stands on its key's line; undefined for anything longer. */
function inlineRange({ split }: Header, pair: Pair): Range | undefined {
  const base = (split.yaml as Range).start;
  const [, keyEnd] = rangeOf(pair.key);
  if (!isScalar(pair.value) && !(isCollection(pair.value) && pair.value.flow)) return undefined;
  const [start, end] = rangeOf(pair.value);
  const value = split.text.slice(base + keyEnd, base + end);
  if (value.includes("\n") || /[|>]/.test(split.text[base + start] ?? "")) return undefined;
  const colonEnd = split.text.indexOf(":", base + keyEnd) + 1;
  if (start === end) return { start: colonEnd, end: colonEnd };
  return { start: base + start, end: base + end };
}

/** The offsets of all lines of a pair, its own comments behind values included. */
export function lineRange({ split }: Header, pair: Pair): Range {
  const { text, yaml } = split;
  const { start: base, end: limit } = yaml as Range;
  const start = base + rangeOf(pair.key)[0];
  const valueEnd = base + (pair.value === null ? rangeOf(pair.key)[1] : rangeOf(pair.value)[1]);
  const last = Math.max(start, valueEnd - 1);
  const newline = text.indexOf("\n", text[last] === "\n" ? last : Math.max(valueEnd, start));
  return { start, end: newline === -1 || newline >= limit ? limit : newline + 1 };
}

function rangeOf(node: unknown): readonly [number, number] {
  const range = (node as { range?: [number, number, number] | null }).range;
  if (!range) throw new Error("A YAML node without a place.");
  return [range[0], range[1]];
}

/** Timestamps are written as the documentation shows them; anything that YAML 1.1 or 1.2 reads as no text is quoted. */
export function yamlOf(key: string, value: FieldValue): string {
  const timestamp = typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value);
  const options = { lineWidth: 0, aliasDuplicateObjects: false };
  return stringify({ [key]: value }, timestamp ? options : { ...options, compat: "yaml-1.1" });
}

/** The same for a list in brackets or a mapping in braces. */
export function flowOf(key: string, value: FieldValue): string {
  const options = { lineWidth: 0, aliasDuplicateObjects: false, collectionStyle: "flow", flowCollectionPadding: false };
  return `${key}: ${stringify(value, { ...options, compat: "yaml-1.1" } as ToStringOptions)}`;
}

function requireBlock(header: Header): void {
  if (isSpliceable(header)) return;
  const { document, split } = header;
  const isFlow = isCollection(document?.contents) && document.contents.flow === true;
  const form = isFlow ? "one flow mapping" : "indented";
  const message = `The frontmatter is ${form} (${split.text.slice(0, 40).trim()}…) and cannot be edited in place.`;
  throw new ChantError("PARSE_EDIT", message, { fix: "write one field a line" });
}

/** Whether each key has lines of its own and starts the first of them, so that lines can be spliced. */
function isSpliceable({ document, split, entries }: Header): boolean {
  if (isCollection(document?.contents) && document.contents.flow) return false;
  const start = split.yaml?.start ?? 0;
  return entries.every(({ pair }) => placeAt(split.text, start + rangeOf(pair.key)[0]).column === 1);
}

function unreadable({ findings }: Header): ChantError {
  return new ChantError(
    "PARSE_EDIT",
    `A frontmatter that cannot be read cannot be edited: ${findings[0]?.message ?? ""}`,
  );
}

function splice(text: string, { start, end }: Range, replacement: string): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

function inEol(text: string, eol: string): string {
  return eol === "\n" ? text : text.replaceAll("\n", eol);
}

/** The source lines of one top-level key, its line ending as `\n`; undefined when it is absent. */
export function headerLines(text: string, key: string): string | undefined {
  const header = readHeader(text);
  const entry = header.entries.find((one) => one.key === key);
  if (entry === undefined) return undefined;
  const { start, end } = lineRange(header, entry.pair);
  return text.slice(start, end).replaceAll("\r\n", "\n");
}

/** Sets one top-level key to lines taken from another document; undefined removes it. Throws PARSE_EDIT. */
export function setHeaderLines(text: string, key: string, lines: string | undefined): string {
  if (lines === undefined) return setHeaderKey(text, key, undefined);
  const header = readHeader(text);
  requireBlock(header);
  const { eol, yaml } = header.split;
  if (yaml === undefined)
    return splice(
      text,
      { start: header.split.bodyOffset, end: header.split.bodyOffset },
      inEol(`---\n${lines}---\n`, eol),
    );
  const entry = header.entries.find((one) => one.key === key);
  const range = entry === undefined ? { start: yaml.end, end: yaml.end } : lineRange(header, entry.pair);
  return splice(text, range, inEol(lines, eol));
}
