import { momentOf } from "./moment.ts";
import { endOfBranch, isSection, levels, type Piece } from "./piece.ts";

interface Placed {
  readonly id: number;
  readonly piece: Piece | undefined;
}

export interface Runs {
  /** What both follow. */
  readonly anchor: Piece | undefined;
  readonly ours: readonly Placed[];
  readonly theirs: readonly Placed[];
}

/**
 * Puts what both sides added behind the same piece in one order: first what belongs to that piece, then other blocks, then
 * sections, deeper ones first; among equals dated ones in time order, others ours first.
 */
export function interleave({ anchor, ours, theirs }: Runs): number[] {
  const [mine, other] = [groupsOf(ours), groupsOf(theirs)];
  const isInside = anchor !== undefined && anchor.level > levels.block;
  const order: Group[] = [];
  while (mine.length > 0 && other.length > 0) {
    const [one, two] = [mine[0] as Group, other[0] as Group];
    order.push((comesFirst(two, one, isInside) ? other : mine).shift() as Group);
  }
  return [...order, ...mine, ...other].flatMap((group) => group.ids);
}

interface Group {
  readonly ids: readonly number[];
  readonly level: number;
  readonly moment: number | undefined;
}

/** A section with all of it, a block with what belongs to it, an entry with what follows it undated. */
function groupsOf(run: readonly Placed[]): Group[] {
  const pieces = run.map(({ piece }) => piece ?? nothing);
  const groups: Group[] = [];
  for (let start = 0; start < run.length;) {
    const end = endOfGroup(pieces, start);
    const first = pieces[start] as Piece;
    const ids = run.slice(start, end).map(({ id }) => id);
    groups.push({ ids, level: first.level, moment: momentIn(pieces.slice(start, Math.min(end, start + 2))) });
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
  const [rank, otherRank] = [rankOf(one, isInside), rankOf(other, isInside)];
  if (rank !== otherRank) return rank > otherRank;
  return one.moment !== undefined && other.moment !== undefined && one.moment < other.moment;
}

/** Behind an item or a row, what is deeper belongs to it; elsewhere only sections come later than the rest. */
function rankOf({ level }: Group, isInside: boolean): number {
  return isInside ? level : Math.min(level, levels.block);
}
