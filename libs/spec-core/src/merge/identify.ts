import { alignSame, alignVersions, type Alignment } from "./align.ts";
import { pairRivals, pairShared } from "./pair-added.ts";
import type { Piece, Sequence } from "./piece.ts";

/** One piece in the versions that there are of it. */
export interface Part {
  readonly base?: Piece;
  readonly ours?: Piece;
  readonly theirs?: Piece;
  /** Whether a side has something else in its place that has nothing in common with it. */
  readonly anew?: boolean;
}

/** One version of a text as a sequence of parts. */
export interface Track {
  readonly ids: readonly number[];
  readonly gaps: readonly string[];
  /** Parts that stand elsewhere than in the base. */
  readonly moved: ReadonlySet<number>;
  /** Parts that something else stands in the place of. */
  readonly anew: ReadonlySet<number>;
}

export type Name = "base" | "ours" | "theirs";

export interface Identified extends Readonly<Record<Name, Track>> {
  readonly parts: ReadonlyMap<number, Part>;
}

/** Finds out which pieces of three versions are the same part. Undefined where there are too many to be compared. */
export function identify(versions: Readonly<Record<Name, Sequence>>): Identified | undefined {
  const aligned = alignAll(versions);
  if (aligned === undefined) return undefined;
  const { mine, other, partners } = aligned;
  const { base, ours, theirs } = versions;
  let next = base.pieces.length;
  const oursIds = ours.pieces.map((_, index) => mine.matches.get(index) ?? next++);
  const theirsIds = theirs.pieces.map(
    (_, index) => other.matches.get(index) ?? oursIds[partners.get(index) ?? -1] ?? next++,
  );
  const tracks = {
    base: { ids: base.pieces.map((_, index) => index), gaps: base.gaps, moved: none, anew: none },
    ours: toTrack(oursIds, ours, mine),
    theirs: toTrack(theirsIds, theirs, other),
  };
  return { ...tracks, parts: collect(versions, tracks) };
}

interface Aligned {
  readonly mine: Alignment;
  readonly other: Alignment;
  /** The index of ours that a new piece of theirs is the same as, or a version of. */
  readonly partners: ReadonlyMap<number, number>;
}

function alignAll({ base: { pieces: base }, ours, theirs }: Readonly<Record<Name, Sequence>>): Aligned | undefined {
  const [mine, other] = [alignSame(base, ours.pieces), alignSame(base, theirs.pieces)];
  if (mine === undefined || other === undefined) return undefined;
  const shared = pairShared({ ...ours, ...mine }, { ...theirs, ...other });
  if (shared === undefined) return undefined;
  const alignBoth = (settled: ReadonlyMap<number, number>) => ({
    mine: alignVersions({ base, side: ours.pieces, settled: new Set(settled.values()) }, mine),
    other: alignVersions({ base, side: theirs.pieces, settled: new Set(settled.keys()) }, other),
  });
  // What both wrote is new, unless it is the same version of the same piece.
  const asVersions = alignBoth(new Map());
  const isVersion = ([j, i]: [number, number]) =>
    asVersions.mine.matches.has(i) && asVersions.mine.matches.get(i) === asVersions.other.matches.get(j);
  const added = new Map([...shared].filter((pair) => !isVersion(pair)));
  const aligned = added.size === 0 ? asVersions : alignBoth(added);
  const rivals = pairRivals({ ...ours, ...aligned.mine }, { ...theirs, ...aligned.other }, added);
  return { ...aligned, partners: new Map([...rivals, ...added]) };
}

function toTrack(ids: readonly number[], { gaps }: Sequence, { moved, anew }: Alignment): Track {
  return { ids, gaps, moved: idsAt(ids, moved), anew: idsAt(ids, anew) };
}

const none: ReadonlySet<number> = new Set();

function idsAt(ids: readonly number[], indices: ReadonlySet<number>): ReadonlySet<number> {
  return new Set([...indices].map((index) => ids[index] as number));
}

function collect(
  versions: Readonly<Record<Name, Sequence>>,
  tracks: Readonly<Record<Name, Track>>,
): ReadonlyMap<number, Part> {
  const parts = new Map<number, Part>();
  for (const name of ["base", "ours", "theirs"] as const) {
    for (const [index, id] of tracks[name].ids.entries()) {
      const part = parts.get(id);
      const anew = part?.anew === true || tracks[name].anew.has(id);
      parts.set(id, { ...part, anew, [name]: versions[name].pieces[index] });
    }
  }
  return parts;
}
