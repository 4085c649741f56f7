import type { SpecDag } from "./spec-dag.ts";

export const dagFormats = ["tree", "boxes", "dot", "mermaid", "json"] as const;

export const dagDetails = ["minimal", "titles", "full"] as const;

type DagDetail = (typeof dagDetails)[number];

export interface DagShape {
  readonly format: (typeof dagFormats)[number];
  readonly detail: DagDetail;
}

/** The graph as text for other programs; undefined for a format that is none of theirs. */
export function toDagText(dag: SpecDag, { format, detail }: DagShape): string | undefined {
  if (format === "dot") return toDot(dag, detail);
  return format === "mermaid" ? toMermaid(dag, detail) : undefined;
}

const colors: Readonly<Record<string, string>> = {
  completed: "#b7e1cd",
  in_progress: "#bfd7ff",
  paused: "#ffe8a3",
  failed: "#f5b7b1",
  needs_attention: "#ffe8a3",
  cancelled: "#dddddd",
};

/** For Graphviz. Ids are quoted, so nothing in them is read as its language. */
function toDot({ nodes, edges }: SpecDag, detail: DagDetail): string {
  const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
  const lines = [
    "digraph chant {",
    "  rankdir=LR;",
    '  node [shape=box, style="rounded,filled", fillcolor="#ffffff"];',
    ...nodes.map((node) => {
      const fill = colors[node.status];
      const color = fill === undefined ? "" : `, fillcolor="${fill}"`;
      return `  ${quoted(node.id)} [label=${quoted(labelLines(node, detail).join("\n"))}${color}];`;
    }),
    ...edges.map(({ from, to, kind }) => {
      return `  ${quoted(from)} -> ${quoted(to)}${kind === "member" ? " [style=dashed]" : ""};`;
    }),
    "}",
  ];
  return `${lines.join("\n")}\n`;
}

/** For Mermaid. Nodes are numbered, since ids are not what it takes for names; labels are entities where it matters. */
function toMermaid({ nodes, edges }: SpecDag, detail: DagDetail): string {
  const names = new Map(nodes.map(({ id }, at) => [id, `n${at}`]));
  const escaped = (text: string) =>
    text.replaceAll(/[^A-Za-z0-9 .,:_\u0080-\u{10ffff}-]/gu, (sign) => `#${sign.codePointAt(0) ?? 0};`);
  const lines = [
    "flowchart LR",
    ...nodes.map((node) => `  ${names.get(node.id) ?? ""}["${labelLines(node, detail).map(escaped).join("<br/>")}"]`),
    ...edges.map(({ from, to, kind }) => {
      return `  ${names.get(from) ?? ""} ${kind === "member" ? "-.->" : "-->"} ${names.get(to) ?? ""}`;
    }),
  ];
  return `${lines.join("\n")}\n`;
}

/** What stands in a node: its id, its title, and how it stands. */
function labelLines(node: SpecDag["nodes"][number], detail: DagDetail): string[] {
  const { id, title, status, labels, ready, blocked } = node;
  if (detail === "minimal") return [id];
  const name = [id, ...(title === "" ? [] : [title])];
  if (detail === "titles") return name;
  const state = ready ? "ready" : blocked ? "blocked" : status;
  return [...name, [state, ...labels.map((label) => `#${label}`)].join(" ")];
}
