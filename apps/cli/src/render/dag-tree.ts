import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import type { Dag, DagNode } from "./dag.ts";
import { icons } from "./icons.ts";

/** Deeper than this nobody can read: the rest continues at the left. */
const deepest = 24;

interface Step {
  readonly id: string;
  /** What stands before the lines of its followers. */
  readonly indent: string;
  readonly branch: string;
  readonly depth: number;
}

interface Tree {
  readonly nodes: ReadonlyMap<string, DagNode>;
  readonly followers: ReadonlyMap<string, readonly string[]>;
  readonly detail: string;
  /** What was drawn with its followers. */
  readonly drawn: Set<string>;
  readonly lines: string[];
}

/**
 * A tree in which each spec stands below what it depends on. One that depends on several stands below each, its followers
 * below the first; a circle ends where it closes. As many lines as there are edges.
 */
export function renderTree({ nodes, edges, detail }: Dag): string {
  const followers = new Map<string, string[]>(nodes.map(({ id }) => [id, []]));
  for (const { from, to } of edges) followers.get(from)?.push(to);
  const led = new Set(edges.map(({ to }) => to));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const tree: Tree = { nodes: byId, followers, detail, drawn: new Set(), lines: [] };
  const roots = nodes.filter(({ id }) => !led.has(id));
  // What only a circle leads to comes last.
  for (const { id } of [...roots, ...nodes]) if (!tree.drawn.has(id)) drawFrom(tree, id);
  return tree.lines.join("");
}

function drawFrom(tree: Tree, root: string): void {
  const later = [root];
  for (const start of later) {
    const path: string[] = [];
    const stack: Step[] = [{ id: start, indent: "", branch: "", depth: 0 }];
    for (let step = stack.pop(); step !== undefined; step = stack.pop()) {
      path.length = step.depth;
      const followers = tree.followers.get(step.id) ?? [];
      const note = noteOf(tree, { step, path, continued: start !== root && step.depth === 0 });
      tree.lines.push(`${color.dim(step.branch)}${lineOf(tree, step.id)}${color.dim(note ?? "")}\n`);
      if (tree.drawn.has(step.id)) continue;
      if (step.depth === deepest && followers.length > 0) {
        later.push(step.id);
        continue;
      }
      tree.drawn.add(step.id);
      path.push(step.id);
      stack.push(...stepsBelow(step, followers));
    }
  }
}

/** The next steps, the first one on top. */
function stepsBelow({ indent, depth }: Step, followers: readonly string[]): Step[] {
  const steps = followers.map((id, at) => {
    const last = at === followers.length - 1;
    const branch = `${indent}${last ? "└── " : "├── "}`;
    return { id, branch, indent: `${indent}${last ? "    " : "│   "}`, depth: depth + 1 };
  });
  return steps.reverse();
}

interface Position {
  readonly step: Step;
  readonly path: readonly string[];
  readonly continued: boolean;
}

function noteOf({ drawn, followers }: Tree, { step, path, continued }: Position): string {
  const many = (followers.get(step.id) ?? []).length > 0;
  if (path.includes(step.id)) return "  ↻ circle";
  if (drawn.has(step.id)) return many ? "  ↑ see above" : "";
  if (continued) return "  ↳ continued";
  return step.depth === deepest && many ? "  ↓ continues below" : "";
}

function lineOf({ nodes, detail }: Tree, id: string): string {
  const node = nodes.get(id) as DagNode;
  const missing = node.missing === undefined ? "" : color.red(`  missing: ${escapeControls(node.missing.join(", "))}`);
  if (detail === "minimal") return id + missing;
  const title = `${color.bold(id)} ${escapeControls(node.title || "(untitled)")}`;
  return detail === "titles" ? title + missing : `${stateOf(node)} ${title}${labelsOf(node)}${missing}`;
}

function stateOf({ ready, blocked, status }: DagNode): string {
  const state = ready ? "ready" : blocked ? "blocked" : status;
  return icons[state] ?? "";
}

function labelsOf({ status, labels, ready, blocked }: DagNode): string {
  const state = ready ? "ready" : blocked ? "blocked" : status.replace("_", " ");
  return color.dim(`  [${state}]${labels.map((label) => ` #${escapeControls(label)}`).join("")}`);
}
