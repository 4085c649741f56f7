import { LCS } from "node-diff3";

/** Two lists longer than this, but for what they begin and end with, are not compared. */
const limit = 4_000_000;

/**
 * The indices of what two lists have in common, in order: as many as there can be. Undefined where the lists are too long
 * to be compared.
 */
export function commonIndices(one: readonly string[], other: readonly string[]): [number, number][] | undefined {
  const { start, end } = commonEdges(one, other);
  const [middle, second] = [one.slice(start, one.length - end), other.slice(start, other.length - end)];
  if (middle.length * second.length > limit) return undefined;
  const pairs: [number, number][] = Array.from({ length: start }, (_, index) => [index, index]);
  for (const [i, j] of longestCommon(middle, second)) pairs.push([start + i, start + j]);
  for (let index = end; index > 0; index--) pairs.push([one.length - index, other.length - index]);
  return pairs;
}

/** How many elements two lists begin and end with in common. */
export function commonEdges(one: readonly string[], other: readonly string[]): { start: number; end: number } {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start++;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end++;
  return { start, end };
}

interface Candidate {
  readonly buffer1index: number;
  readonly buffer2index: number;
  readonly chain: Candidate | null;
}

function longestCommon(one: string[], other: string[]): [number, number][] {
  const pairs: [number, number][] = [];
  let candidate = LCS(one, other) as Candidate | null | undefined;
  for (; candidate; candidate = candidate.chain) {
    if (candidate.buffer1index >= 0) pairs.push([candidate.buffer1index, candidate.buffer2index]);
  }
  return pairs.reverse();
}
