import { parseFrontmatterData } from "../spec/frontmatter.ts";
import { fieldRow } from "../spec/fields.ts";

export interface MergeToCheck {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
  readonly merged: string;
}

/**
 * What a merge should have kept and did not, in words: lines, ticks and fields that only one side added or changed, and
 * what nobody changed. It reads texts line by line and knows nothing of how they are merged.
 */
export function findLost(texts: MergeToCheck): string[] {
  return [...lostLines(texts), ...lostTicks(texts), ...lostFields(texts)];
}

/** A line counts as kept wherever it stands; blanks and ticks are looked at elsewhere or not at all. */
function lostLines(texts: MergeToCheck): string[] {
  const [base, ours, theirs] = [countsOf(texts.base), countsOf(texts.ours), countsOf(texts.theirs)];
  const merged = countsOf(texts.merged);
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .filter((line) => {
      const [was, mine, other] = [base, ours, theirs].map((counts) => counts.get(line) ?? 0) as [
        number,
        number,
        number,
      ];
      const isLeft = mine > was || other > was || mine + other > was;
      return isLeft && !merged.has(line);
    })
    .map((line) => `line: ${line}`);
}

function countsOf(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of linesOf(text)) counts.set(line, (counts.get(line) ?? 0) + 1);
  return counts;
}

function linesOf(text: string): string[] {
  const lines = parseFrontmatterData(text).body.split("\n");
  return lines.map((line) => wordsOf(line)).filter((line) => line !== "");
}

function wordsOf(line: string): string {
  return line
    .replace(/^(\s*(?:[-*+]|\d+[.)])\s+)\[[ xX]\]\s/, "$1")
    .replaceAll(/\s+/g, " ")
    .trim();
}

/**
 * A tick counts as kept where the item stands with it, in a conflict too. An item that one side reworded is only looked at
 * where the other side took no tick back: it could have been its. Words alone do not tell twins apart.
 */
function lostTicks({ base, ours, theirs, merged }: MergeToCheck): string[] {
  const [was, mine, other, is] = [base, ours, theirs, merged].map(boxesOf) as [Boxes, Boxes, Boxes, Boxes];
  const tookBack = [mine, other].some((side) =>
    [...side.open].some((item) => was.ticked.has(item) && !was.open.has(item)),
  );
  return [...new Set([...mine.ticked, ...mine.open, ...other.ticked, ...other.open])].flatMap((item) => {
    if (tookBack && !was.ticked.has(item) && !was.open.has(item)) return [];
    if ([was, mine, other].some(({ twins }) => twins.has(item))) return [];
    const changed = [mine, other]
      .map((side) => side.ticked.has(item))
      .filter((tick, index) => {
        const side = [mine, other][index] as Boxes;
        return (tick || side.open.has(item)) && tick !== was.ticked.has(item);
      });
    const expected = changed.length === 0 ? was.ticked.has(item) : changed.includes(true);
    const isThere = is.ticked.has(item) || is.open.has(item);
    return !isThere || (expected ? is.ticked : is.open).has(item) ? [] : [`tick: ${item}`];
  });
}

interface Boxes {
  readonly ticked: ReadonlySet<string>;
  readonly open: ReadonlySet<string>;
  /** Items with the words of another one. */
  readonly twins: ReadonlySet<string>;
}

function boxesOf(text: string): Boxes {
  const items = text.split("\n").flatMap((line) => {
    const tick = /^\s*(?:[-*+]|\d+[.)])\s+\[([ xX])\]\s/.exec(line)?.[1];
    return tick === undefined ? [] : [{ item: wordsOf(line), ticked: tick !== " " }];
  });
  const of = (ticked: boolean) => new Set(items.filter((one) => one.ticked === ticked).map(({ item }) => item));
  const words = items.map(({ item }) => item);
  const twins = new Set(words.filter((item, index) => words.indexOf(item) !== index));
  return { ticked: of(true), open: of(false), twins };
}

/** Fields whose rule asks for more than one of them are left out where both sides changed them. */
function lostFields(texts: MergeToCheck): string[] {
  const [base, ours, theirs, merged] = [texts.base, texts.ours, texts.theirs, texts.merged].map(fieldsOf) as [
    Fields,
    Fields,
    Fields,
    Fields,
  ];
  const isSettled = (field: string) =>
    changed(base, ours, "status") && changed(base, theirs, "status") && fieldRow(field).merge === "outcome";
  return [...new Set([...Object.keys(ours), ...Object.keys(theirs), ...Object.keys(base)])].flatMap((field) => {
    const [mine, other] = [changed(base, ours, field), changed(base, theirs, field)];
    if ((mine && other) || isSettled(field)) return [];
    const expected = (mine ? ours : theirs)[field];
    return expected === merged[field] ? [] : [`field: ${field}`];
  });
}

type Fields = Readonly<Record<string, string>>;

function fieldsOf(text: string): Fields {
  const { data } = parseFrontmatterData(text);
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, JSON.stringify(value)]));
}

function changed(base: Fields, side: Fields, field: string): boolean {
  return base[field] !== side[field];
}
