import type { Identified, Track } from "./identify.ts";
import { clean, concat, type Merged } from "./markers.ts";
import { levels, type Piece } from "./piece.ts";

/**
 * Joins merged parts in their order. What stood between two neighbours stays, three-way; between new neighbours stands what
 * one of them has beside it, if it is enough.
 */
export function joinParts(versions: Identified, order: readonly number[], merged: ReadonlyMap<number, Merged>): Merged {
  const places = { base: placesOf(versions.base), ours: placesOf(versions.ours), theirs: placesOf(versions.theirs) };
  const gap = (before: number, after: number) => gapBetween(versions, places, { before, after });
  const parts = order.flatMap((id, index) => [clean(gap(order[index - 1] ?? first, id)), merged.get(id) ?? clean("")]);
  return concat([...parts, clean(gap(order.at(-1) ?? first, last))]);
}

/** What stands before the first and behind the last part. */
const first = -1;
const last = -2;

type Places = ReadonlyMap<number, number>;

function placesOf({ ids }: Track): Places {
  return new Map([[first, -1], ...ids.map((id, index) => [id, index] as const), [last, ids.length]]);
}

interface Neighbours {
  readonly before: number;
  readonly after: number;
}

type All<Value> = Readonly<Record<"base" | "ours" | "theirs", Value>>;

function gapBetween(versions: Identified, places: All<Places>, pair: Neighbours): string {
  const [base, ours, theirs] = (["base", "ours", "theirs"] as const).map((name) =>
    knownGap(versions[name], places[name], pair),
  );
  if (ours !== undefined) return ours === base ? (theirs ?? ours) : ours;
  return theirs ?? base ?? newGap(versions, places, pair);
}

function knownGap({ gaps }: Track, places: Places, { before, after }: Neighbours): string | undefined {
  const at = places.get(after);
  return at !== undefined && places.get(before) === at - 1 ? gaps[at] : undefined;
}

function newGap(versions: Identified, places: All<Places>, { before, after }: Neighbours): string {
  if (before === first) return versions.ours.gaps[0] ?? "";
  if (after === last) return versions.ours.gaps.at(-1) ?? "";
  const needed = neededGap(pieceOf(versions, before), pieceOf(versions, after));
  if (needed === undefined) return "\n";
  const near = (["ours", "theirs"] as const).flatMap((name) => {
    const { ids, gaps } = versions[name];
    const kind = (at: number) => (ids[at] === undefined ? undefined : pieceOf(versions, ids[at]).kind);
    const [behind, ahead] = [places[name].get(before) ?? -1, places[name].get(after) ?? -1];
    return [
      ahead > 0 && kind(ahead - 1) === pieceOf(versions, before).kind ? gaps[ahead] : undefined,
      behind >= 0 && kind(behind + 1) === pieceOf(versions, after).kind ? gaps[behind + 1] : undefined,
    ];
  });
  return near.find((gap) => gap?.startsWith(needed)) ?? needed;
}

/** What has to stand between two pieces at least; undefined where nothing else may. */
function neededGap(before: Piece, after: Piece): string | undefined {
  if (after.kind === "row" || after.level === levels.row) return undefined;
  return after.kind === "item" && before.level > levels.row ? "\n" : "\n\n";
}

function pieceOf({ parts }: Identified, id: number): Piece {
  const { ours, theirs, base } = parts.get(id) ?? {};
  return (ours ?? theirs ?? base) as Piece;
}
