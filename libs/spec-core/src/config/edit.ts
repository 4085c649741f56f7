import { isMap, isScalar, type Node, type Pair } from "yaml";
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
  const base = split.yaml?.start ?? 0;
  const contents = document?.contents;
  const map: unknown = isMap(contents) ? contents.get(section, true) : undefined;
  if (!isMap(map) || map.flow || map.items.length === 0) return setHeaderKey(text, section, { [key]: value });
  const line = yamlOf(key, value).trimEnd();
  const pair = map.items.find((item) => isScalar(item.key) && item.key.value === key);
  if (pair === undefined) {
    const first = base + rangeOf(map.items[0]?.key as Node)[0];
    const indent = text.slice(text.lastIndexOf("\n", first - 1) + 1, first);
    const last = map.items.at(-1) as Pair<Node, Node | null>;
    const lastEnd = base + rangeOf(last.value ?? last.key)[1];
    const at = text[lastEnd - 1] === "\n" ? lastEnd : text.indexOf("\n", lastEnd) + 1;
    return `${text.slice(0, at)}${indent}${line}${split.eol}${text.slice(at)}`;
  }
  const start = base + rangeOf(pair.key as Node)[0];
  const end = base + (pair.value === null ? rangeOf(pair.key as Node)[1] + 1 : rangeOf(pair.value as Node)[1]);
  return text.slice(0, start) + line + text.slice(end);
}

function rangeOf(node: Node): readonly [number, number] {
  const range = node.range;
  if (!range) throw new Error("A YAML node without a place.");
  return [range[0], range[1]];
}
