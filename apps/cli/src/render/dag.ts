import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { renderBoxes } from "./dag-boxes.ts";
import { renderTree } from "./dag-tree.ts";
import { counted } from "../terminal/counted.ts";

export interface DagNode {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly labels: readonly string[];
  readonly ready: boolean;
  readonly blocked: boolean;
  readonly depth: number;
  readonly missing?: readonly string[];
}

export interface Dag {
  readonly nodes: readonly DagNode[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly kind: string }[];
  readonly cycles: readonly (readonly string[])[];
  readonly roots: number;
  readonly leaves: number;
  readonly total: number;
  readonly omitted: number;
  readonly format: string;
  readonly detail: string;
}

/** The graph as a tree or as boxes, with its circles and how much there is of it. */
export function renderDag(dag: Dag): string {
  if (dag.nodes.length === 0) return "No specs.\n";
  const drawn = dag.format === "boxes" ? renderBoxes(dag) : renderTree(dag);
  const circles = dag.cycles.map((cycle) => `${color.red("↻")} circle: ${circleOf(cycle)}\n`);
  const more = dag.omitted > 0 ? `, ${dag.omitted} more beyond the limit` : "";
  const sums = `${counted(dag.total, "spec")}, ${counted(dag.roots, "root")}, ${counted(dag.leaves, "leaf", "leaves")}${more}`;
  return `${drawn}\n${circles.join("")}${color.dim(sums)}\n`;
}

function circleOf(cycle: readonly string[]): string {
  const shown = cycle.length > 8 ? [...cycle.slice(0, 8), `… (${cycle.length - 8} more)`] : cycle;
  return escapeControls(shown.join(", "));
}
