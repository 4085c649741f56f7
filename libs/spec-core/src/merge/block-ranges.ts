import type { ListItem, Paragraph, RootContent } from "mdast";
import { parseBlocks } from "../spec/markdown.ts";
import { levels } from "./piece.ts";

/** The lines of a piece, from 0, the last one included. */
export interface Range {
  readonly kind: string;
  readonly level: number;
  readonly start: number;
  readonly end: number;
}

/** The pieces of a markdown text, by its syntax tree: they cover every line that is not blank, in order. */
export function blockRanges(lines: readonly string[]): Range[] {
  // A lone carriage return ends a line for the parser and not for us.
  const { children } = parseBlocks(lines.join("\n").replaceAll("\r", " "));
  return covering(lines, rangesOf(children, { depth: 0, lines }));
}

interface Place {
  /** How many lists stand around. */
  readonly depth: number;
  readonly lines: readonly string[];
}

function rangesOf(nodes: readonly RootContent[], place: Place): Range[] {
  return nodes.flatMap((node) => {
    if (node.type === "list") return node.children.flatMap((item) => itemRanges(item, place));
    if (node.type === "paragraph") return paragraphRanges(node, place);
    const isSection = node.type === "heading" && place.depth === 0;
    return [{ kind: node.type, level: isSection ? node.depth : blockLevel(place), ...linesOf(node) }];
  });
}

/** An item is its own lines; what it holds besides are pieces of their own. */
function itemRanges(item: ListItem, { depth, lines }: Place): Range[] {
  const [first, ...rest] = item.children;
  const { start, end } = linesOf(item);
  const own = { kind: "item", level: levels.block + 2 * (depth + 1), start };
  if (first === undefined) return [{ ...own, end }];
  return [{ ...own, end: linesOf(first).end }, ...rangesOf(rest, { depth: depth + 1, lines })];
}

/** A table stands in the tree as a paragraph; its rows are pieces. */
function paragraphRanges(node: Paragraph, place: Place): Range[] {
  const { start, end } = linesOf(node);
  const level = blockLevel(place);
  const rule = place.lines.findIndex((line, index) => index > start && index <= end && isTableRule(line));
  if (rule === -1) return [{ kind: "paragraph", level, start, end }];
  const rows = Array.from({ length: end - rule }, (_, index) => rule + 1 + index);
  return [
    { kind: "table", level, start, end: rule },
    ...rows.map((row) => ({ kind: "row", level: level + 1, start: row, end: row })),
  ];
}

function blockLevel({ depth }: Place): number {
  return depth === 0 ? levels.block : levels.block + 2 * depth + 1;
}

/** The line between the head of a table and its rows. */
function isTableRule(line: string): boolean {
  return /^[|:\- \t\r]+$/.test(line) && line.includes("|") && line.includes("-");
}

function linesOf(node: RootContent): { start: number; end: number } {
  const { start, end } = node.position as NonNullable<RootContent["position"]>;
  const last = end.column === 1 && end.line > start.line ? end.line - 2 : end.line - 1;
  return { start: start.line - 1, end: last };
}

/** No line twice, and none without a piece: what no node covers belongs to the one before. */
function covering(lines: readonly string[], ranges: readonly Range[]): Range[] {
  const covered: Range[] = [];
  for (const range of ranges) {
    const last = covered.at(-1);
    if (last === undefined || range.start > last.end) covered.push(range);
    else covered[covered.length - 1] = { ...last, end: Math.max(last.end, range.end) };
  }
  const edges = covered.map((range, index) => {
    const next = covered[index + 1]?.start ?? lines.length;
    return { ...range, end: lastFilled(lines, range.end, next) };
  });
  const first = edges[0]?.start ?? lines.length;
  const open = lines.findIndex((line) => line.trim() !== "");
  if (open === -1 || open >= first) return edges;
  return [{ kind: "text", level: levels.block, start: open, end: lastFilled(lines, open, first) }, ...edges];
}

function lastFilled(lines: readonly string[], from: number, before: number): number {
  let last = before - 1;
  while (last > from && (lines[last] as string).trim() === "") last--;
  return last;
}
