import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from "yaml";
import {
  flowOf,
  removePair,
  replaceValue,
  requireUnshared,
  setHeaderKey,
  yamlOf,
  type FieldValue,
} from "./edit-header.ts";
import { readHeader, type Header } from "./frontmatter.ts";

/**
 * Sets one key of a mapping in a text's frontmatter by splicing its line, or its place in braces; undefined removes it.
 * Comments and everything else stay. Throws PARSE_EDIT where the frontmatter cannot be read.
 */
export function setMapKey(text: string, [name, key]: readonly [string, string], value: FieldValue): string {
  const header = readHeader(text);
  const map = valueOf(header, name);
  if (header.findings.length > 0 || !isFilled(map))
    return setHeaderKey(text, name, withKey(header, [name, key], value));
  const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
  if (map.flow === true) return setInBraces(header, map.items, { key, pair, value });
  if (pair !== undefined && value === undefined) return removePair(header, pair);
  if (pair !== undefined) return replaceValue(header, { key, pair }, value);
  if (value === undefined) return text;
  const { split } = header;
  const line = yamlOf(key, value).trimEnd();
  return append(text, map.items, { base: split.yaml?.start ?? 0, eol: split.eol, line });
}

/**
 * Adds an item to the end of a list in a text's frontmatter; the items that are there stay as they are written. Throws
 * PARSE_EDIT where the frontmatter cannot be read.
 */
export function addToList(text: string, key: string, item: string): string {
  const header = readHeader(text);
  const list = valueOf(header, key);
  const present = header.entries.find((entry) => entry.key === key)?.value ?? [];
  const place =
    header.findings.length === 0 && isSeq(list) && list.flow !== true ? endOfList(header, list.items) : undefined;
  if (place === undefined) return setHeaderKey(text, key, [...(Array.isArray(present) ? present : [present]), item]);
  const pair = pairOf(header, key);
  if (pair !== undefined) requireUnshared(header, pair);
  const line = yamlOf(key, [item]).split("\n")[1] ?? "";
  return `${text.slice(0, place.at)}${place.mark}${line.replace(/^ *- /, "")}${header.split.eol}${text.slice(place.at)}`;
}

interface ListEnd {
  /** Where the line of a new item goes. */
  readonly at: number;
  /** What an item's line begins with. */
  readonly mark: string;
}

/** Undefined where the items do not stand on lines of their own. */
function endOfList({ split }: Header, items: readonly unknown[]): ListEnd | undefined {
  const nodes = items as readonly Node[];
  const [first, last] = [nodes[0]?.range, nodes.at(-1)?.range];
  if (!first || !last) return undefined;
  const { text } = split;
  const base = split.yaml?.start ?? 0;
  const start = base + first[0];
  const mark = /^ *- +$/.exec(text.slice(text.lastIndexOf("\n", start - 1) + 1, start))?.[0];
  const newline = text.indexOf("\n", base + last[1]);
  return mark === undefined || newline === -1 ? undefined : { at: newline + 1, mark };
}

function pairOf({ document }: Header, name: string): Entry | undefined {
  if (!isMap<Node, Node | null>(document?.contents)) return undefined;
  return document.contents.items.find((item) => isScalar(item.key) && item.key.value === name);
}

function valueOf(header: Header, name: string): unknown {
  return pairOf(header, name)?.value;
}

/** What an empty mapping, or none, becomes with one key set. */
function withKey({ entries }: Header, [name, key]: readonly [string, string], set: FieldValue): FieldValue {
  const value = entries.find((entry) => entry.key === name)?.value;
  const known = typeof value === "object" && !Array.isArray(value) ? (value as Record<string, FieldValue>) : {};
  return Object.fromEntries(Object.entries({ ...known, [key]: set }).filter(([, one]) => one !== undefined));
}

type Entry = Pair<Node, Node | null>;

type Filled = Omit<YAMLMap<Node, Node | null>, "items"> & { readonly items: readonly [Entry, ...Entry[]] };

interface Place {
  /** Where the YAML starts in the text. */
  readonly base: number;
  readonly eol: string;
  /** The new line, without indentation and line ending. */
  readonly line: string;
}

function isFilled(node: unknown): node is Filled {
  return isMap(node) && node.items.length > 0;
}

interface Change {
  readonly key: string;
  readonly pair: Entry | undefined;
  readonly value: FieldValue;
}

function setInBraces(header: Header, items: Filled["items"], { key, pair, value }: Change): string {
  const { text, yaml } = header.split;
  if (pair === undefined && value === undefined) return text;
  if (pair !== undefined) requireUnshared(header, pair);
  const { start, end, added } = changeInBraces(items, { key, pair, value });
  const base = yaml?.start ?? 0;
  return text.slice(0, base + start) + added + text.slice(base + end);
}

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly added: string;
}

function changeInBraces(items: Filled["items"], { key, pair, value }: Change): Splice {
  const last = endOf(items.at(-1) as Entry);
  if (pair === undefined) return { start: last, end: last, added: `, ${flowPair(key, value)}` };
  const [start, end] = [rangeOf(pair.key)[0], endOf(pair)];
  if (value === undefined) return removalIn(items, pair);
  const present = pair.value === null ? end : rangeOf(pair.value)[0];
  if (present === end) return { start, end, added: flowPair(key, value) };
  return { start: present, end, added: flowPair("k", value).slice("k: ".length) };
}

/** A pair goes with the comma before it, the first one with the comma behind it. */
function removalIn(items: Filled["items"], pair: Entry): Splice {
  const index = items.indexOf(pair);
  const [previous, next] = [items[index - 1], items[index + 1]];
  const [start, end] = [rangeOf(pair.key)[0], endOf(pair)];
  if (previous !== undefined) return { start: endOf(previous), end, added: "" };
  return { start, end: next === undefined ? end : rangeOf(next.key)[0], added: "" };
}

function endOf({ key, value }: Entry): number {
  return Math.max(rangeOf(key)[1], value === null ? 0 : rangeOf(value)[1]);
}

/** As it stands between braces; a time and a word of YAML's need no quotes there either. */
function flowPair(key: string, value: FieldValue): string {
  if (typeof value !== "string") return `${key}: ${String(value)}`;
  const inBrackets = flowOf(key, [value]).trimEnd();
  const plain = yamlOf(key, value).trimEnd();
  return /^[^,[\]{}\n]*$/.test(plain) ? plain : inBrackets.replace(/^([^[]*)\[(.*)\]$/s, "$1$2");
}

function append(text: string, items: Filled["items"], { base, eol, line }: Place): string {
  const first = base + rangeOf(items[0].key)[0];
  const indent = text.slice(text.lastIndexOf("\n", first - 1) + 1, first);
  const last = items.at(-1) as Entry;
  const end = base + rangeOf(last.value ?? last.key)[1];
  const at = text[end - 1] === "\n" ? end : text.indexOf("\n", end) + 1;
  return `${text.slice(0, at)}${indent}${line}${eol}${text.slice(at)}`;
}

function rangeOf(node: Node): readonly [number, number] {
  const range = node.range;
  if (!range) throw new Error("A YAML node without a place.");
  return [range[0], range[1]];
}
