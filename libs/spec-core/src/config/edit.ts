import { isMap, isScalar, type Node, type Pair, type YAMLMap } from "yaml";
import { setHeaderKey, yamlOf } from "../spec/edit-header.ts";
import { readHeader } from "../spec/frontmatter.ts";

/**
 * Sets one key of a config text, `section` or `section.key`, by splicing its line; comments and everything else stay.
 * Throws PARSE_EDIT where the frontmatter cannot be read.
 */
export function setConfigKey(text: string, path: readonly string[], value: string | boolean | number): string {
  const [section = "", key] = path;
  if (key === undefined) return setHeaderKey(text, section, value);
  const { document, split } = readHeader(text);
  const map: unknown = isMap(document?.contents) ? document.contents.get(section, true) : undefined;
  if (!isBlock(map)) return setHeaderKey(text, section, { [key]: value });
  const place = { base: split.yaml?.start ?? 0, eol: split.eol, line: yamlOf(key, value).trimEnd() };
  const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
  return pair === undefined ? append(text, map.items, place) : replace(text, pair, place);
}

type Entry = Pair<Node, Node | null>;

type Block = Omit<YAMLMap<Node, Node | null>, "items"> & { readonly items: readonly [Entry, ...Entry[]] };

interface Place {
  /** Where the YAML starts in the text. */
  readonly base: number;
  readonly eol: string;
  /** The new line, without indentation and line ending. */
  readonly line: string;
}

function isBlock(node: unknown): node is Block {
  return isMap(node) && node.flow !== true && node.items.length > 0;
}

function append(text: string, items: Block["items"], { base, eol, line }: Place): string {
  const first = base + rangeOf(items[0].key)[0];
  const indent = text.slice(text.lastIndexOf("\n", first - 1) + 1, first);
  const last = items.at(-1) as Entry;
  const end = base + rangeOf(last.value ?? last.key)[1];
  const at = text[end - 1] === "\n" ? end : text.indexOf("\n", end) + 1;
  return `${text.slice(0, at)}${indent}${line}${eol}${text.slice(at)}`;
}

function replace(text: string, { key, value }: Entry, { base, line }: Place): string {
  const end = value === null ? rangeOf(key)[1] + 1 : rangeOf(value)[1];
  return text.slice(0, base + rangeOf(key)[0]) + line + text.slice(base + end);
}

function rangeOf(node: Node): readonly [number, number] {
  const range = node.range;
  if (!range) throw new Error("A YAML node without a place.");
  return [range[0], range[1]];
}
