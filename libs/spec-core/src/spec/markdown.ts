import type { Heading, Root, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTaskListItemFromMarkdown } from "mdast-util-gfm-task-list-item";
import { gfmTaskListItem } from "micromark-extension-gfm-task-list-item";
import type { Spec } from "./spec.ts";

// What remark-parse and remark-gfm are made of, without what no spec needs: loads in half the time, parses in 3/4.
const syntax = { extensions: [gfmTaskListItem()], mdastExtensions: [gfmTaskListItemFromMarkdown()] };

// Nothing within a paragraph changes where blocks begin and end: without it parsing takes half the time.
const blockSyntax = {
  extensions: [
    {
      disable: {
        null: [
          "attention",
          "autolink",
          "characterEscape",
          "characterReference",
          "codeText",
          "hardBreakEscape",
          "htmlText",
          "labelEnd",
          "labelStartImage",
          "labelStartLink",
        ],
      },
    },
  ],
};

const trees = new WeakMap<Spec, Root>();

/** The blocks of a markdown text: the same tree without what stands within paragraphs and headings. */
export function parseBlocks(markdown: string): Root {
  return fromMarkdown(markdown, blockSyntax);
}

/** The syntax tree of a spec's body; offsets count from the start of the body. Parsed once a document. */
export function parseBody(spec: Spec): Root {
  const known = trees.get(spec);
  if (known !== undefined) return known;
  const tree = fromMarkdown(spec.body, syntax);
  trees.set(spec, tree);
  return tree;
}

/** A heading with what belongs to it: everything up to the next heading of its level or above. */
export interface Section {
  readonly heading: Heading;
  /** Source of the heading without its marks. */
  readonly name: string;
  readonly nodes: readonly RootContent[];
  /** Offsets in the body: of the heading, and of the end of the section. */
  readonly start: number;
  readonly end: number;
}

/** The sections of a spec's body, of every level, in order. */
export function sectionsOf(spec: Spec): readonly Section[] {
  const { children } = parseBody(spec);
  return children.flatMap((node, index) => (node.type === "heading" ? [sectionAt(spec, { node, index })] : []));
}

function sectionAt(spec: Spec, { node, index }: { node: Heading; index: number }): Section {
  const { children } = parseBody(spec);
  const after = children.slice(index + 1);
  const length = after.findIndex((next) => next.type === "heading" && next.depth <= node.depth);
  const nodes = length === -1 ? after : after.slice(0, length);
  const next = length === -1 ? undefined : after[length];
  return {
    heading: node,
    name: sourceOf(spec, node.children).trim(),
    nodes,
    start: offsetOf(node),
    end: next === undefined ? spec.body.length : offsetOf(next),
  };
}

/** The source that some sibling nodes cover. */
export function sourceOf(spec: Spec, nodes: readonly { position?: Root["position"] }[]): string {
  const first = nodes[0]?.position?.start.offset;
  const last = nodes.at(-1)?.position?.end.offset;
  return first === undefined ? "" : spec.body.slice(first, last);
}

/** The offset in the body at which a node starts. */
export function offsetOf(node: { position?: Root["position"] }): number {
  return node.position?.start.offset ?? 0;
}
