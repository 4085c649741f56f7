import { foldText } from "../../catalog/fold.ts";
import type { Phrase } from "../../catalog/query.ts";

/** A line of a text that shows what was found, and where in it. */
export interface Snippet {
  readonly text: string;
  readonly marks: Mark[];
}

/** Offsets in UTF-16 units. */
export interface Mark {
  readonly from: number;
  readonly to: number;
}

const width = 120;

/** The first line of a text with a word of the phrases, cut to what fits around it; undefined when none has one. */
export function snippetOf(text: string, phrases: readonly Phrase[]): Snippet | undefined {
  const words = new Set(phrases.flatMap((phrase) => phrase.words));
  for (const line of text.split("\n")) {
    const marks = marksIn(line, [...words]);
    if (marks[0] !== undefined) return cut(line, marks);
  }
  return undefined;
}

/** Where words begin with one of some folded words. Most lines have none, which is told without taking them apart. */
export function marksIn(line: string, words: readonly string[]): Mark[] {
  const text = foldText(line);
  if (!words.some((wanted) => text.includes(wanted))) return [];
  return [...line.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].flatMap(({ 0: word, index }) => {
    const folded = foldText(word).trim();
    return words.some((wanted) => folded.startsWith(wanted)) ? [{ from: index, to: index + word.length }] : [];
  });
}

function cut(line: string, marks: readonly Mark[]): Snippet {
  const first = marks[0]?.from ?? 0;
  const from = line.length <= width ? 0 : startOfWord(line, Math.max(0, first - width / 3));
  const text = line.slice(from, from + width).trimEnd();
  const inside = marks.filter(({ to }) => to <= from + text.length);
  return { text, marks: inside.map((mark) => ({ from: mark.from - from, to: mark.to - from })) };
}

function startOfWord(line: string, at: number): number {
  const blank = line.indexOf(" ", at);
  return at === 0 || blank === -1 ? 0 : blank + 1;
}
