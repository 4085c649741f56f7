import { gapsBetween, likeness, pairAlike, range } from "./align.ts";
import { commonIndices } from "./common-indices.ts";
import { newLogsOf } from "./log-sections.ts";
import { momentOf } from "./moment.ts";
import { isSection, type Piece } from "./piece.ts";

export interface Side {
  readonly pieces: readonly Piece[];
  /** The index in the base of what was there. */
  readonly matches: ReadonlyMap<number, number>;
}

/** Pairs of indices: ours by theirs. */
type Pairs = ReadonlyMap<number, number>;

/** What both sides wrote alike and in the same place. Undefined where there is too much to be compared. */
export function pairShared(ours: Side, theirs: Side): Pairs | undefined {
  const logs = { ours: logsOf(ours), theirs: logsOf(theirs) };
  const numbers = new Map([...new Set([...logs.ours, ...logs.theirs])].map((log, index) => [log, index]));
  const common = commonIndices(tokensOf(ours, logs.ours), tokensOf(theirs, logs.theirs));
  if (common === undefined) return undefined;
  const pairs = new Map(common.filter(([i]) => !ours.matches.has(i)).map(([i, j]) => [j, i]));
  const byKey = new Map(ours.pieces.map(({ key }, i) => [key, i]));
  for (const [j, { key, unique }] of theirs.pieces.entries()) {
    const i = unique === true && !theirs.matches.has(j) ? byKey.get(key) : undefined;
    if (i !== undefined) pairs.set(j, i);
  }
  return pairs;

  /** What was there is known by its number, what is new by its text and, in a log, by all of the log. */
  function tokensOf({ pieces, matches }: Side, places: readonly (string | undefined)[]): string[] {
    return pieces.map(({ key }, index) => {
      const id = matches.get(index);
      return id === undefined ? `+${numbers.get(places[index])} ${key}` : `=${id}`;
    });
  }
}

/** Versions of one thing that both sides added in the same place. */
export function pairRivals(ours: Side, theirs: Side, shared: Pairs): Pairs {
  const pairs = new Map<number, number>();
  const logs = { ours: logsOf(ours), theirs: logsOf(theirs) };
  const settled = new Set(shared.values());
  for (const { from, to } of gapsBetween(anchorsOf(ours, theirs, shared), [ours.pieces.length, theirs.pieces.length])) {
    const rows = range(from[0], to[0]).filter(
      (i) => !ours.matches.has(i) && !settled.has(i) && logs.ours[i] === undefined,
    );
    const columns = range(from[1], to[1]).filter(
      (j) => !theirs.matches.has(j) && !shared.has(j) && logs.theirs[j] === undefined,
    );
    const [ones, others] = [rows.map((i) => ours.pieces[i] as Piece), columns.map((j) => theirs.pieces[j] as Piece)];
    for (const [i, j] of pairAlike(ones, others, rivalry)) pairs.set(columns[j] as number, rows[i] as number);
  }
  return pairs;
}

/** What stands in the same order on both sides. */
function anchorsOf(ours: Side, theirs: Side, shared: Pairs): readonly (readonly [number, number])[] {
  const mine = ours.pieces.map((_, i) => ours.matches.get(i) ?? `+${i}`);
  const other = theirs.pieces.map((_, j) => theirs.matches.get(j) ?? `+${shared.get(j) ?? "theirs"}`);
  return commonIndices(mine.map(String), other.map(String)) ?? [];
}

function logsOf({ pieces, matches }: Side): (string | undefined)[] {
  return newLogsOf(pieces, (index) => !matches.has(index));
}

/** How much two added pieces are versions of one thing. Of items and sections there can be many, and of dated entries. */
function rivalry(one: Piece, other: Piece): number {
  if (isSection(one) || one.kind === "item" || one.kind !== other.kind) return 0;
  if (one.kind === "row") return firstCell(one) === firstCell(other) ? 1 : 0;
  if (momentOf(one.text) !== momentOf(other.text)) return 0;
  return likeness(one, other);
}

function firstCell({ text }: Piece): string | undefined {
  return text
    .split("|")
    .map((cell) => cell.trim())
    .find((cell) => cell !== "");
}
