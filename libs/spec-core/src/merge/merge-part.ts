import type { Part } from "./identify.ts";
import { isTicked, readItem, writeItem, type Item } from "./item.ts";
import { clean, markConflict, type Markers, type Merged } from "./markers.ts";
import { mergeLines, type Texts } from "./merge-lines.ts";
import { collapse, type Piece } from "./piece.ts";

/** What becomes of one part of a body; undefined where it was removed. */
export function mergePart({ base, ours, theirs, anew }: Part, markers: Markers): Merged | undefined {
  if (ours !== undefined && theirs !== undefined) return mergeVersions({ base, ours, theirs }, markers);
  const left = ours ?? theirs;
  if (left === undefined) return undefined;
  if (base === undefined || anew === true) return clean(left.text);
  if (!isChanged(base, left)) return undefined;
  return markConflict({ base: base.text, ours: ours?.text, theirs: theirs?.text }, markers);
}

/** Whether a piece says something else than before: new words, or a tick set or taken back. */
export function isChanged(base: Piece, piece: Piece): boolean {
  return base.key !== piece.key || hasTick(base) !== hasTick(piece);
}

function hasTick({ kind, text }: Piece): boolean {
  return kind === "item" && isTicked(readItem(text).box);
}

interface Versions {
  readonly base: Piece | undefined;
  readonly ours: Piece;
  readonly theirs: Piece;
}

function mergeVersions(versions: Versions, markers: Markers): Merged {
  const { base, ours, theirs } = versions;
  const same = threeWay({ base: base?.text, ours: ours.text, theirs: theirs.text });
  if (same !== undefined) return clean(same);
  const text = ours.kind === "item" ? mergeItems(versions) : mergeWords(versions);
  if (text !== undefined) return clean(text);
  const sides = { base: base?.text, ours: ours.text, theirs: theirs.text };
  // Markers within a fence or a comment would be part of it: there the smallest thing to mark is all of it.
  if (ours.kind !== "paragraph") return markConflict(sides, markers);
  const lines = mergeLines({ ...sides, base: base?.text ?? "" }, markers);
  return base === undefined ? withoutBase(lines) : lines;
}

function withoutBase({ text, hunks }: Merged): Merged {
  return { text, hunks: hunks.map((hunk) => ({ ...hunk, base: undefined })) };
}

/** The side that changed, or both where they agree; undefined where they differ. */
function threeWay<Value>({ base, ours, theirs }: { base: Value; ours: Value; theirs: Value }): Value | undefined {
  if (ours === theirs || theirs === base) return ours;
  return ours === base ? theirs : undefined;
}

/** By lines where that leaves nothing open, else the side that changed more than blanks. */
function mergeWords({ base, ours, theirs }: Versions): string | undefined {
  if (base !== undefined) {
    const { text, hunks } = mergeLines({ base: base.text, ours: ours.text, theirs: theirs.text }, plain);
    if (hunks.length === 0) return text;
  }
  const words = threeWay({ base: base?.key, ours: ours.key, theirs: theirs.key });
  if (words === undefined) return undefined;
  return words === ours.key ? ours.text : theirs.text;
}

const plain: Markers = { size: 7, ours: "", theirs: "" };

/** Mark, box and words each by themselves. A tick stands for the words that it was set at: it never moves to others. */
function mergeItems({ base, ours, theirs }: Versions): string | undefined {
  const items = { base: base && readItem(base.text), ours: readItem(ours.text), theirs: readItem(theirs.text) };
  const content = mergeContent(items);
  const box = mergeBox(items);
  if (content === undefined || movesTick(items, box)) return undefined;
  const mark = threeWay({ base: items.base?.mark, ours: items.ours.mark, theirs: items.theirs.mark });
  return writeItem({ mark: mark ?? items.ours.mark, box, content });
}

interface Items {
  readonly base: Item | undefined;
  readonly ours: Item;
  readonly theirs: Item;
}

function mergeContent({ base, ours, theirs }: Items): string | undefined {
  const texts = { base: base?.content, ours: ours.content, theirs: theirs.content };
  const same = threeWay(texts);
  if (same !== undefined) return same;
  const words = threeWay({
    base: base && collapse(base.content),
    ours: collapse(ours.content),
    theirs: collapse(theirs.content),
  });
  if (words !== undefined) return words === collapse(ours.content) ? ours.content : theirs.content;
  return base === undefined ? undefined : withoutConflict(texts as Texts);
}

function withoutConflict(texts: Texts): string | undefined {
  const { text, hunks } = mergeLines(texts, plain);
  return hunks.length === 0 ? text : undefined;
}

/** The letter of a tick is no change. What both sides added is ticked where one of them ticked it. */
function mergeBox({ base, ours, theirs }: Items): string | undefined {
  if (isTicked(ours.box) === isTicked(theirs.box)) return ours.box === base?.box ? theirs.box : ours.box;
  const was = isTicked(base?.box);
  const changed = isTicked(ours.box) === was ? theirs : ours;
  return changed.box;
}

/** Whether a new tick would stand at words that its side did not see. */
function movesTick({ base, ours, theirs }: Items, box: string | undefined): boolean {
  if (base === undefined || !isTicked(box) || isTicked(base.box)) return false;
  const reworded = (item: Item) => collapse(item.content) !== collapse(base.content);
  return [
    { ticked: ours, other: theirs },
    { ticked: theirs, other: ours },
  ].some(({ ticked, other }) => isTicked(ticked.box) && !isTicked(other.box) && reworded(other));
}
