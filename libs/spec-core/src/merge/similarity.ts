import type { Piece } from "./piece.ts";

/** How much of their words two pieces share, from 0 to 1. */
export function similarity(one: Piece, other: Piece): number {
  const [words, others] = [wordsOf(one), wordsOf(other)];
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of others) {
    const left = counts.get(word) ?? 0;
    if (left === 0) continue;
    shared++;
    counts.set(word, left - 1);
  }
  const all = words.length + others.length;
  return all === 0 ? 1 : (2 * shared) / all;
}

const known = new WeakMap<Piece, readonly string[]>();

/** A piece is compared with every other of its gap. */
function wordsOf(piece: Piece): readonly string[] {
  const words = known.get(piece) ?? piece.text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  known.set(piece, words);
  return words;
}
