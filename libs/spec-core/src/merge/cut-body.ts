import { blockRanges, type Range } from "./block-ranges.ts";
import { readItem } from "./item.ts";
import { sectionStarts } from "./section-starts.ts";
import { collapse, levels, sequenceOf, type Piece, type Sequence } from "./piece.ts";

/** Cuts markdown texts into their pieces. */
export type Cutter = (text: string) => Sequence;

/** What takes the parser long is not parsed. */
const limit = 600_000;
const deep = /^(?:[ \t>]|[-*+] ){200}/m;

/**
 * A cutter for versions of one text; undefined where there is too much to parse. A section that all of them have is one piece, whatever it holds, and what differs in
 * its ticks alone is parsed once: parsing is what merging costs.
 */
export function cutterFor(versions: readonly string[]): Cutter | undefined {
  const sections = versions.map((text) => sectionsOf(text.split("\n")).map(({ section }) => section));
  const shared = sharedSections(sections);
  const changed = sections.flat().filter((section) => !shared.has(section));
  if (changed.join("").length > limit || changed.some((section) => deep.test(section))) return undefined;
  const parsed = new Map<string, readonly Range[]>();
  return (text) => {
    const lines = text.split("\n");
    const ranges = sectionsOf(lines).flatMap(({ start, section }) => {
      const own = shared.has(section) ? [wholeOf(section)] : rangesOf(section);
      return own.map((range) => ({ ...range, start: range.start + start, end: range.end + start }));
    });
    const places = ranges.map((range) => ({
      ...range,
      piece: toPiece(range, lines.slice(range.start, range.end + 1)),
    }));
    return sequenceOf(lines, places);
  };

  function rangesOf(section: string): readonly Range[] {
    const form = withoutTicks(section);
    const known = parsed.get(form) ?? blockRanges(form.split("\n"));
    parsed.set(form, known);
    return known;
  }
}

interface SectionLines {
  readonly start: number;
  /** Its text without the last blanks. */
  readonly section: string;
}

function sectionsOf(lines: readonly string[]): SectionLines[] {
  const first = Math.max(
    lines.findIndex((line) => line.trim() !== ""),
    0,
  );
  const starts = [...new Set([first, ...sectionStarts(lines)])];
  return starts.map((start, index) => ({
    start,
    section: lines
      .slice(start, starts[index + 1])
      .join("\n")
      .trimEnd(),
  }));
}

/** The sections that every version has once. */
function sharedSections([first = [], ...others]: readonly (readonly string[])[]): ReadonlySet<string> {
  const [known, ...singles] = [first, ...others].map(singlesOf);
  return new Set([...(known ?? [])].filter((section) => singles.every((one) => one.has(section))));
}

function singlesOf(sections: readonly string[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const again = new Set(sections.filter((section) => seen.size === seen.add(section).size));
  return new Set(sections.filter((section) => !again.has(section)));
}

function wholeOf(section: string): Range {
  const marks = /^#{1,6}(?=[ \t\r\n]|$)/.exec(section)?.[0].length;
  return { kind: "section", level: marks ?? levels.block, start: 0, end: section.split("\n").length - 1 };
}

/** Ticks do not change where pieces are. */
function withoutTicks(section: string): string {
  return section.replaceAll(/^([ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)\[[xX]\](?=[ \t])/gm, "$1[ ]");
}

function toPiece({ kind, level }: Range, lines: readonly string[]): Piece {
  const text = lines.join("\n");
  return { kind, level, text, key: `${kind} ${level < levels.block ? level : ""} ${keyOf(kind, text)}` };
}

function keyOf(kind: string, text: string): string {
  if (kind === "item") return collapse(readItem(text).content);
  if (kind === "heading") return collapse(withoutMarks(text));
  if (kind === "section") return text;
  if (kind === "code" || kind === "html") return withoutIndent(text);
  return kind === "table" ? collapse(text).replaceAll(/-+/g, "-") : collapse(text);
}

/** A heading's words, whether number signs or a line under them make it one. */
function withoutMarks(text: string): string {
  const underline = text.lastIndexOf("\n");
  return underline === -1 ? text.replace(/^ {0,3}#{1,6}/, "") : text.slice(0, underline);
}

/** Code without the blanks that its first line begins with: what is left is its meaning. */
function withoutIndent(text: string): string {
  const indent = text.slice(0, text.length - text.trimStart().length);
  return text
    .split("\n")
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    .join("\n");
}
