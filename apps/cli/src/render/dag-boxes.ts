import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { padEnd, truncate, widthOf } from "../terminal/width.ts";
import type { Dag, DagNode } from "./dag.ts";

const widest = 34;

/** As many boxes as somebody can look at. */
const most = 60;

/** A row of boxes for each depth, as many beside each other as the terminal is wide; each names what it follows. */
export function renderBoxes(dag: Dag): string {
  const before = new Map<string, string[]>(dag.nodes.map(({ id }) => [id, []]));
  for (const { from, to } of dag.edges) before.get(to)?.push(from);
  const shown = dag.nodes.slice(0, most);
  const levels = new Map<number, string[][]>();
  for (const node of shown) {
    const box = boxOf(node, { detail: dag.detail, before: before.get(node.id) ?? [] });
    levels.set(node.depth, [...(levels.get(node.depth) ?? []), box]);
  }
  const rows = [...levels].sort(([a], [b]) => a - b).map(([depth, boxes]) => levelOf(depth, boxes));
  const left = dag.nodes.length - shown.length;
  const more = left === 0 ? "" : `… and ${left} more: a filter, or --format tree, shows them.\n`;
  return rows.join("\n") + more;
}

function levelOf(depth: number, boxes: readonly string[][]): string {
  return `${color.bold(`Depth ${depth}`)}\n${inRows(boxes).map(beside).join("")}`;
}

/** The boxes in rows as wide as the terminal. */
function inRows(boxes: readonly string[][]): string[][][] {
  const columns = process.stdout.columns || 80;
  const rows: string[][][] = [];
  let left = 0;
  for (const box of boxes) {
    const width = widthOf(box[0] ?? "") + 1;
    if (left < width) {
      rows.push([]);
      left = columns + 1;
    }
    rows.at(-1)?.push(box);
    left -= width;
  }
  return rows;
}

/** Boxes beside each other, the lower ones filled up. */
function beside(boxes: readonly string[][]): string {
  const height = Math.max(...boxes.map((box) => box.length));
  const line = (at: number) => boxes.map((box) => padEnd(box[at] ?? "", widthOf(box[0] ?? ""))).join(" ");
  return Array.from({ length: height }, (_, at) => `${line(at).trimEnd()}\n`).join("");
}

interface BoxFacts {
  readonly detail: string;
  readonly before: readonly string[];
}

function boxOf(node: DagNode, facts: BoxFacts): string[] {
  const lines = linesOf(node, facts).map((line) => truncate(escapeControls(line).replaceAll("\n", " "), widest));
  const width = Math.max(...lines.map(widthOf));
  const edge = "─".repeat(width + 2);
  return [`┌${edge}┐`, ...lines.map((line) => `│ ${padEnd(line, width)} │`), `└${edge}┘`];
}

function linesOf({ id, title, status, labels, ready, blocked, missing = [] }: DagNode, facts: BoxFacts): string[] {
  const { detail, before } = facts;
  const after = [...before.map((one) => `← ${one}`), ...missing.map((one) => `← ${one} (missing)`)];
  if (detail === "minimal") return [id, ...after];
  if (detail === "titles") return [id, title, ...after];
  const state = ready ? "ready" : blocked ? "blocked" : status.replace("_", " ");
  return [id, title, [state, ...labels.map((label) => `#${label}`)].join(" "), ...after];
}
