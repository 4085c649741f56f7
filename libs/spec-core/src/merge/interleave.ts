import { momentOf } from "./moment.ts";
import { endOfBranch, isSection, levels, type Piece } from "./piece.ts";

/** A part that is to be put in its place. */
export interface Placed {
  readonly id: number;
  readonly piece: Piece | undefined;
  /** Its index in the base; undefined for what was added or moved. */
  readonly was: number | undefined;
}

export interface Runs {
  /** What both follow. */
  readonly anchor: Piece | undefined;
  readonly ours: readonly Placed[];
  readonly theirs: readonly Placed[];
}

/**
 * Puts what only one of the sides has behind the same piece in one order: what was there as it stood; else first what
 * belongs to that piece, then other blocks, then sections, deeper ones first; among equals dated ones in time order, others
 * as what they were put behind, ours first.
 */
export function interleave({ anchor, ours, theirs }: Runs): number[] {
  const [mine, other] = [groupsOf(ours), groupsOf(theirs)];
  const isInside = anchor !== undefined && anchor.level > levels.row;
  const order: Group[] = [];
  while (mine.length > 0 && other.length > 0) {
    const [one, two] = [mine[0] as Group, other[0] as Group];
    order.push((comesFirst(two, one, isInside) ? other : mine).shift() as Group);
  }
  return [...order, ...mine, ...other].flatMap((group) => group.ids);
}

interface Group {
  readonly ids: readonly number[];
  readonly kind: string;
  readonly level: number;
  readonly moment: number | undefined;
  readonly was: number | undefined;
  /** The index in the base of the last that was there, itself or before it; -1 for the piece that all follow. */
  readonly from: number;
}

/** A section with all of it, a block with what belongs to it, an entry with what follows it undated. */
function groupsOf(run: readonly Placed[]): Group[] {
  const pieces = run.map(({ piece }) => piece ?? nothing);
  const groups: Group[] = [];
  let from = -1;
  for (let start = 0; start < run.length;) {
    const end = endOfGroup(pieces, start);
    const first = pieces[start] as Piece;
    const ids = run.slice(start, end).map(({ id }) => id);
    const moment = momentIn(pieces.slice(start, Math.min(end, start + 2)));
    const was = run[start]?.was;
    from = was ?? from;
    groups.push({ ids, kind: first.kind, level: first.level, moment, was, from });
    start = end;
  }
  return groups;
}

const nothing: Piece = { kind: "", key: "", text: "", level: levels.block };

function endOfGroup(pieces: readonly Piece[], start: number): number {
  let end = endOfBranch(pieces, start);
  const isBlock = (piece: Piece | undefined) => piece?.level === levels.block;
  if (!isBlock(pieces[start])) return end;
  while (isBlock(pieces[end]) && momentOf((pieces[end] as Piece).text) === undefined) end = endOfBranch(pieces, end);
  return end;
}

/** Items keep the order of their side: a date in one is no more than a word. */
function momentIn(pieces: readonly Piece[]): number | undefined {
  const [first, second] = pieces;
  if (first === undefined || first.level > levels.block) return undefined;
  return momentOf(first.text) ?? (isSection(first) && second !== undefined ? momentOf(second.text) : undefined);
}

function comesFirst(one: Group, other: Group, isInside: boolean): boolean {
  if (one.was !== undefined && other.was !== undefined) return one.was < other.was;
  const [rank, otherRank] = [rankOf(one, isInside), rankOf(other, isInside)];
  if (rank !== otherRank) return rank > otherRank;
  if (one.moment !== undefined && other.moment !== undefined) return one.moment < other.moment;
  return one.from < other.from;
}

/**
 * Nothing comes between rows. Behind an item, what is deeper belongs to it; elsewhere only sections come later than the
 * rest.
 */
function rankOf({ kind, level }: Group, isInside: boolean): number {
  if (kind === "row") return Infinity;
  return isInside ? level : Math.min(level, levels.block);
}
