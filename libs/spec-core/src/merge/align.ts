import { commonIndices } from "./common-indices.ts";
import type { Piece } from "./piece.ts";
import { similarity } from "./similarity.ts";

/** Which piece of the base each piece of a side is, by their indices. */
export interface Alignment {
  readonly matches: ReadonlyMap<number, number>;
  /** What stands elsewhere than in the base. */
  readonly moved: ReadonlySet<number>;
  /** What stands in the place of a piece that it has nothing in common with. */
  readonly anew: ReadonlySet<number>;
  /** The pairs that stand in the same order on both sides. */
  readonly common: readonly (readonly [number, number])[];
}

/** Finds the pieces of a side that say what one of the base says. Undefined where there are too many to be compared. */
export function alignSame(base: readonly Piece[], side: readonly Piece[]): Alignment | undefined {
  const common = commonIndices(keysOf(base), keysOf(side));
  if (common === undefined) return undefined;
  const moves = findMoved({ base, side, common });
  const matches = new Map([...common, ...moves].map(([i, j]) => [j, i]));
  return { matches, moved: new Set(moves.map(([, j]) => j)), anew: new Set(), common };
}

/** An alignment with the pieces that are new versions of one of the base: like it, or alone in its place. */
export function alignVersions(
  { base, side, settled }: Lists & { readonly settled: ReadonlySet<number> },
  { matches, common, ...alignment }: Alignment,
): Alignment {
  const all = new Map(matches);
  const anew = new Set<number>();
  const taken = new Set(matches.values());
  for (const gap of gapsBetween(common, [base.length, side.length])) {
    const bases = range(gap.from[0], gap.to[0]).filter((i) => !taken.has(i));
    const sides = range(gap.from[1], gap.to[1]).filter((j) => !matches.has(j) && !settled.has(j));
    const pairs = pairVersions({ base, side }, bases, sides);
    for (const [i, j] of [...pairs.alike, ...pairs.anew]) all.set(j, i);
    for (const [, j] of pairs.anew) anew.add(j);
  }
  return { ...alignment, matches: all, common, anew };
}

function keysOf(pieces: readonly Piece[]): string[] {
  return pieces.map((piece) => piece.key);
}

interface Lists {
  readonly base: readonly Piece[];
  readonly side: readonly Piece[];
}

/** What is left over in both lists and there is one of in each. */
function findMoved({
  base,
  side,
  common,
}: Lists & { readonly common: readonly [number, number][] }): [number, number][] {
  const [there, here] = [
    singles(base, new Set(common.map(([i]) => i))),
    singles(side, new Set(common.map(([, j]) => j))),
  ];
  return [...there].flatMap(([key, i]): [number, number][] => {
    const j = here.get(key);
    return i === undefined || j === undefined ? [] : [[i, j]];
  });
}

/** The index of each key that stands once among those left over; undefined for one that stands more than once. */
function singles(pieces: readonly Piece[], taken: ReadonlySet<number>): Map<string, number | undefined> {
  const found = new Map<string, number | undefined>();
  for (const [index, { key }] of pieces.entries()) {
    if (!taken.has(index)) found.set(key, found.has(key) ? undefined : index);
  }
  return found;
}

interface Gap {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
}

/** What lies between matches, before the first and behind the last. */
export function gapsBetween(common: readonly (readonly [number, number])[], ends: readonly [number, number]): Gap[] {
  return [...common, ends].map((to, index) => {
    const [i, j] = common[index - 1] ?? [-1, -1];
    return { from: [i + 1, j + 1], to: [to[0], to[1]] };
  });
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}

type Pairs = readonly (readonly [number, number])[];

/** What is left between two that are alike, in the same number and kinds, was written anew. */
function pairVersions(
  { base, side }: Lists,
  bases: readonly number[],
  sides: readonly number[],
): { readonly alike: Pairs; readonly anew: Pairs } {
  const [ones, others] = [bases.map((i) => base[i] as Piece), sides.map((j) => side[j] as Piece)];
  const alike = pairAlike(ones, others, likeness);
  const anew = gapsBetween(alike, [ones.length, others.length]).flatMap(({ from, to }): [number, number][] => {
    const rows = range(from[0], to[0]).map((row, index): [number, number] => [row, from[1] + index]);
    const isSame = rows.length === to[1] - from[1] && rows.every(([i, j]) => ones[i]?.kind === others[j]?.kind);
    return isSame ? rows : [];
  });
  const placed = (pairs: Pairs): Pairs => pairs.map(([i, j]) => [bases[i] as number, sides[j] as number]);
  return { alike: placed(alike), anew: placed(anew) };
}

/** How much two pieces are versions of one another; 0 for no versions at all. */
export function likeness(one: Piece, other: Piece): number {
  const share = one.kind === other.kind ? similarity(one, other) : 0;
  return share < 0.5 ? 0 : share;
}

/** The pairs in order that are most alike together. Long lists are not compared. */
export function pairAlike(
  ones: readonly Piece[],
  others: readonly Piece[],
  like: (one: Piece, other: Piece) => number,
): [number, number][] {
  if (ones.length === 0 || others.length === 0 || ones.length * others.length > 2_500) return [];
  const scores = ones.map((one) => others.map((other) => like(one, other)));
  const best = bestFrom(scores);
  const at = (row: number, column: number) => best[row]?.[column] ?? 0;
  const pairs: [number, number][] = [];
  let [row, column] = [0, 0];
  while (row < ones.length && column < others.length) {
    if (at(row, column) === at(row + 1, column)) row++;
    else if (at(row, column) === at(row, column + 1)) column++;
    else pairs.push([row++, column++]);
  }
  return pairs;
}

/** The greatest sum that can be had from each place on. */
function bestFrom(scores: readonly (readonly number[])[]): number[][] {
  const best: number[][] = [];
  const at = (row: number, column: number) => best[row]?.[column] ?? 0;
  for (let row = scores.length - 1; row >= 0; row--) {
    const line = scores[row] as readonly number[];
    best[row] = [];
    for (let column = line.length - 1; column >= 0; column--) {
      const pair = line[column] === 0 ? 0 : (line[column] as number) + at(row + 1, column + 1);
      (best[row] as number[])[column] = Math.max(pair, at(row + 1, column), at(row, column + 1));
    }
  }
  return best;
}
