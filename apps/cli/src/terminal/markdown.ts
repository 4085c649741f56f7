import { parseBody, parseSpec } from "@chant/core";
import { color } from "./color.ts";
import { escapeControls } from "./escape.ts";

type Node = ReturnType<typeof parseBody>["children"][number] | ReturnType<typeof parseBody>;

/**
 * Markdown for a terminal: headings, emphasis, code and lists stand out, text and its lines stay as they are. What it does
 * not know, tables and raw HTML among it, is shown as it was written.
 */
export function renderMarkdown(markdown: string): string {
  const body = markdown.replaceAll("\r\n", "\n");
  // Only the body counts: fences of a header would be none of it.
  const tree = parseBody({ ...parseSpec("", { id: "body" }), body });
  return `${blocks(tree.children, { source: body, indent: "" })}\n`;
}

interface Around {
  readonly source: string;
  /** What stands before each line but the first. */
  readonly indent: string;
}

function blocks(nodes: readonly Node[], around: Around): string {
  return nodes.map((node) => block(node, around)).join(`\n\n${around.indent}`);
}

type Print = (node: never, around: Around) => string;

const printers: Readonly<Partial<Record<Node["type"], Print>>> = {
  heading: ({ depth, children }: Extract<Node, { type: "heading" }>, around) => {
    const text = `${"#".repeat(depth)} ${inline(children, around)}`;
    return depth === 1 ? color.bold(color.underline(text)) : color.bold(color.cyan(text));
  },
  paragraph: ({ children }: Extract<Node, { type: "paragraph" }>, around) => inline(children, around),
  code: ({ value }: Extract<Node, { type: "code" }>, { indent }) => {
    const lines = value.split("\n").map((line) => `    ${color.yellow(escapeControls(line))}`);
    return lines.join(`\n${indent}`);
  },
  blockquote: ({ children }: Extract<Node, { type: "blockquote" }>, around) => {
    const inner = blocks(children, { ...around, indent: `${around.indent}${color.dim("│")} ` });
    return `${color.dim("│")} ${inner}`;
  },
  thematicBreak: () => color.dim("─".repeat(40)),
  list: (list: List, around) => {
    const items = list.children.map((item, at) => itemText(item, { list, at, around }));
    return items.join(`\n${list.spread ? `${around.indent}\n` : ""}${around.indent}`);
  },
};

type List = Extract<Node, { type: "list" }>;

interface ItemPlace {
  readonly list: List;
  readonly at: number;
  readonly around: Around;
}

function itemText(item: List["children"][number], { list, at, around }: ItemPlace): string {
  const mark = list.ordered ? `${(list.start ?? 1) + at}.` : "•";
  const box = typeof item.checked !== "boolean" ? "" : item.checked ? `${color.green("[x]")} ` : "[ ] ";
  const indent = `${around.indent}${" ".repeat(mark.length + 1)}`;
  const parts = item.children.map((child) => block(child, { ...around, indent }));
  return `${mark} ${box}${parts.join(`\n${item.spread ? "\n" : ""}${indent}`)}`;
}

function block(node: Node, around: Around): string {
  const print = printers[node.type];
  return print === undefined ? asWritten(node, around) : print(node as never, around);
}

function inline(nodes: readonly Node[], around: Around): string {
  return nodes.map((node) => inlineOne(node, around)).join("");
}

const styles: Readonly<Partial<Record<Node["type"], (text: string) => string>>> = {
  strong: color.bold,
  emphasis: color.italic,
  link: color.underline,
};

function inlineOne(node: Node, around: Around): string {
  if (node.type === "text") return lines(node.value, around);
  if (node.type === "inlineCode") return color.yellow(escapeControls(node.value));
  if (node.type === "break") return `\n${around.indent}`;
  const style = styles[node.type];
  if (style === undefined || !("children" in node)) return asWritten(node, around);
  const text = style(inline(node.children, around));
  return node.type === "link" && !node.url.startsWith("#")
    ? `${text} ${color.dim(`(${escapeControls(node.url)})`)}`
    : text;
}

function asWritten({ position }: Node, around: Around): string {
  return lines(around.source.slice(position?.start.offset, position?.end.offset), around);
}

function lines(text: string, { indent }: Around): string {
  return escapeControls(text).replaceAll("\n", `\n${indent}`);
}
