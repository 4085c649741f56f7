import { parseBody, sectionsOf, type Section, type Spec } from "@chant/core";

/** A run of text that is no code, with its line in the whole text, from 1. */
export interface Passage {
  readonly text: string;
  readonly line: number;
  /** Text between backticks in a line. */
  readonly code: boolean;
}

/** A list item or a paragraph outside lists. */
export interface Block {
  readonly kind: "item" | "paragraph";
  readonly text: string;
}

type Root = ReturnType<typeof parseBody>;
type Content = Root["children"][number];

/** The top of a spec's syntax tree, without the sections that agents and chant wrote into it: they are nobody's wishes. */
export function proseOf(spec: Spec): readonly Content[] {
  const written = writtenLater(spec);
  return parseBody(spec).children.filter((node) => {
    const offset = node.position?.start.offset ?? 0;
    return !written.some(({ start, end }) => start <= offset && offset < end);
  });
}

/** The words of a spec's body, code and tables included. */
export function wordsOf(spec: Spec): number {
  const written = writtenLater(spec);
  const starts = [0, ...written.map(({ end }) => end)];
  const ends = [...written.map(({ start }) => start), spec.body.length];
  const parts = starts.map((start, index) => spec.body.slice(start, ends[index]));
  return parts.join("\n").match(/\S+/g)?.length ?? 0;
}

const later = /^(?:agent (?:output|conversation)|execution result|output|takeover analysis|approval discussion)$/i;

/** Sections of level 2 do not hold each other, so these are apart and in order. */
function writtenLater(spec: Spec): readonly Section[] {
  return sectionsOf(spec).filter(({ heading, name }) => heading.depth === 2 && later.test(name));
}

/** What is written for people in some parts of a spec: all text but fenced code and HTML. */
export function passagesOf(spec: Spec, nodes: readonly Content[]): readonly Passage[] {
  const before = lineBreaks(spec.text.slice(0, spec.bodyOffset));
  return nodes.flatMap(leaves).flatMap((leaf) => {
    if (leaf.type !== "text" && leaf.type !== "inlineCode") return [];
    const line = before + (leaf.position?.start.line ?? 1);
    return [{ text: leaf.value, line, code: leaf.type === "inlineCode" }];
  });
}

/** The line in the whole text of an offset in a passage. */
export function placeIn({ text, line }: Passage, offset: number): number {
  return line + lineBreaks(text.slice(0, offset));
}

/** The list items, numbered and nested ones included, and the paragraphs of some parts, in order; empty ones are none. */
export function blocksOf(nodes: readonly Content[]): readonly Block[] {
  const found: Block[] = [];
  const open: Content[] = [...nodes].reverse();
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (node.type === "paragraph") found.push({ kind: "paragraph", text: plain(node) });
    if (node.type === "listItem") found.push({ kind: "item", text: plain(node.children.find(isParagraph)) });
    open.push(...inside(node).reverse());
  }
  return found.filter(({ text }) => text !== "");
}

/** Where more blocks are: a paragraph inside an item belongs to the item, a list inside it has items of its own. */
function inside(node: Content): Content[] {
  if (node.type === "blockquote" || node.type === "list") return [...node.children];
  return node.type === "listItem" ? node.children.filter((child) => child.type === "list") : [];
}

function isParagraph(node: Content): boolean {
  return node.type === "paragraph";
}

/** Source marks are gone, code between backticks is kept. */
function plain(node: Content | undefined): string {
  if (node === undefined) return "";
  return leaves(node)
    .map((leaf) => (leaf.type === "text" || leaf.type === "inlineCode" ? leaf.value : " "))
    .join("")
    .trim();
}

// With a stack of its own, as above: quotes nested a thousand deep are no deep recursion.
function leaves(root: Content): Content[] {
  const found: Content[] = [];
  const open: Content[] = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if ("children" in node) open.push(...[...node.children].reverse());
    else if (node.type !== "code" && node.type !== "html") found.push(node);
  }
  return found;
}

function lineBreaks(text: string): number {
  return text.split("\n").length - 1;
}
