import type { Node, YAMLSeq } from "yaml";
import { lineFinder } from "./line-finder.ts";

/** How a list stands in a frontmatter. */
export interface ListLines {
  readonly form: "lines" | "brackets";
  /** What stands before the first item and behind the last one. */
  readonly head: string;
  readonly tail: string;
  /** The blanks before an item's mark. */
  readonly indent: string;
  readonly items: readonly ListItem[];
}

interface ListItem {
  /** The item as JSON, to be compared. */
  readonly json: string;
  /** Its source without mark; undefined for one of more lines. */
  readonly source: string | undefined;
  /** Its lines with the comments before it; undefined within brackets. */
  readonly lines: string | undefined;
}

interface ListSource {
  readonly node: YAMLSeq;
  readonly values: readonly unknown[];
  /** The field's text, and where it begins in what the node's places count in. */
  readonly text: string;
  readonly offset: number;
}

/** Reads how a list is written; undefined for a form that no item can be put into or taken out of. */
export function readList({ node, values, text, offset }: ListSource): ListLines | undefined {
  const placeOf = ({ range }: Node) => [(range?.[0] ?? 0) - offset, (range?.[1] ?? 0) - offset] as const;
  const places = (node.items as Node[]).map((item, index): Place => {
    const [start, end] = placeOf(item);
    return { start, end, json: JSON.stringify(values[index]) };
  });
  if (node.flow !== true) return readLines(text, places);
  if (text.includes("\n")) return undefined;
  const [open, close] = placeOf(node);
  const items = places.map(({ start, end, json }) => ({ json, source: text.slice(start, end), lines: undefined }));
  return { form: "brackets", head: text.slice(0, open + 1), tail: text.slice(close - 1), indent: "  ", items };
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly json: string;
}

function readLines(text: string, places: readonly Place[]): ListLines | undefined {
  const lines = text.split("\n");
  const lineAt = lineFinder(text);
  let next = 1;
  const items = places.map(({ start, end, json }): ListItem => {
    const own = lines.slice(next, lineAt(Math.max(start, end - 1)) + 1);
    next += own.length;
    const source = text.slice(start, end);
    return { json, source: source.includes("\n") ? undefined : source, lines: own.join("\n") };
  });
  const indents = items.map((item) => /^(?: *#.*\n)*( *)-(?: |$)/m.exec(item.lines ?? "")?.[1]);
  const [indent] = indents;
  if (indent === undefined || indents.some((one) => one !== indent)) return undefined;
  return { form: "lines", head: lines[0] as string, tail: lines.slice(next).join("\n"), indent, items };
}

/**
 * The text of a list with other items, in its own form: an item that it does not have is taken over from the other list.
 * Undefined where that form cannot hold it.
 */
export function writeList(
  list: ListLines,
  wanted: readonly string[],
  other: ListLines | undefined,
): string | undefined {
  const known = new Map([...(other?.items ?? []), ...list.items].map((item) => [item.json, item]));
  const isOwn = new Set(list.items);
  const items = wanted.map((json) => {
    const item = known.get(json);
    if (item === undefined) return undefined;
    if (list.form === "brackets") return item.source;
    if (item.lines === undefined) return item.source === undefined ? undefined : `${list.indent}- ${item.source}`;
    return isOwn.has(item) ? item.lines : indented(item.lines, other?.indent ?? "", list.indent);
  });
  if (items.includes(undefined)) return undefined;
  if (list.form === "brackets") return `${list.head}${items.join(", ")}${list.tail}`;
  return [list.head, ...items, list.tail].filter((line, index) => index === 0 || line !== "").join("\n");
}

function indented(lines: string, from: string, to: string): string {
  return lines
    .split("\n")
    .map((line) => (line.startsWith(from) ? to + line.slice(from.length) : line))
    .join("\n");
}
