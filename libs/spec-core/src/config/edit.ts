import { isMap, isScalar, type Node, type Pair, type YAMLMap } from "yaml";
import { replaceValue, setHeaderKey, yamlOf, type FieldValue } from "../spec/edit-header.ts";
import { readHeader, type Header } from "../spec/frontmatter.ts";

/**
 * Sets one key of a config text, `section` or `section.key`, by splicing its line; comments and everything else stay. A
 * section in braces is written anew, a key a line. Throws PARSE_EDIT where the frontmatter cannot be read.
 */
export function setConfigKey(text: string, path: readonly string[], value: string | boolean | number): string {
  const [section = "", key] = path;
  if (key === undefined) return setHeaderKey(text, section, value);
  const header = readHeader(text);
  const { document, split, findings } = header;
  const map: unknown = isMap(document?.contents) ? document.contents.get(section, true) : undefined;
  if (findings.length > 0 || !isBlock(map))
    return setHeaderKey(text, section, { ...known(header, section), [key]: value });
  const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
  if (pair !== undefined) return replaceValue(header, { key, pair }, value);
  return append(text, map.items, { base: split.yaml?.start ?? 0, eol: split.eol, line: yamlOf(key, value).trimEnd() });
}

/** What a section in braces holds already. */
function known({ entries }: Header, section: string): Readonly<Record<string, FieldValue>> {
  const value = entries.find((entry) => entry.key === section)?.value;
  return typeof value === "object" && !Array.isArray(value) ? (value as Record<string, FieldValue>) : {};
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

function rangeOf(node: Node): readonly [number, number] {
  const range = node.range;
  if (!range) throw new Error("A YAML node without a place.");
  return [range[0], range[1]];
}
