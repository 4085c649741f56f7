import type { Identified, Name, Part, Track } from "./identify.ts";
import { isChanged } from "./merge-part.ts";
import { endOfBranch, isSection, type Piece } from "./piece.ts";

/**
 * Where one side removed a section, an item or a table with all that belongs to it, and the other changed something in it,
 * that is one part: what was added in it would be nowhere else.
 */
export function joinRemovedBranches(versions: Identified): Identified {
  return joinBranches(joinBranches(versions, "ours", "theirs"), "theirs", "ours");
}

function joinBranches(versions: Identified, remover: Name, changer: Name): Identified {
  const kept = new Set(versions[remover].ids);
  const removed = versions.base.ids.filter((id) => !kept.has(id));
  let joined = versions;
  let done = -1;
  for (const id of removed) {
    if (id <= done) continue;
    const branch = findBranch(joined, { id, kept, changer });
    if (branch === undefined) continue;
    joined = joinBranch(joined, { id, changer, ...branch });
    done = branch.last;
  }
  return joined;
}

interface Branch {
  /** The last part of the branch in the base. */
  readonly last: number;
  /** Where it lies in the side that changed it. */
  readonly start: number;
  readonly end: number;
}

interface Question {
  readonly id: number;
  /** What the side that removed still has. */
  readonly kept: ReadonlySet<number>;
  readonly changer: Name;
}

function findBranch(versions: Identified, { id, kept, changer }: Question): Branch | undefined {
  const { parts } = versions;
  const base = piecesOf(versions, "base");
  const last = endOfBranch(base, id) - 1;
  const start = versions[changer].ids.indexOf(id);
  if (!canHold(base[id] as Piece) || start === -1) return undefined;
  const inBase = versions.base.ids.slice(id, last + 1);
  const end = endOfBranch(piecesOf(versions, changer), start);
  const ids = versions[changer].ids.slice(start, end);
  if (ids.length < 2 || [...inBase, ...ids].some((one) => kept.has(one))) return undefined;
  return ids.some((one) => isTouched(parts.get(one), changer)) ? { last, start, end } : undefined;
}

function canHold(piece: Piece): boolean {
  return isSection(piece) || piece.kind === "item" || piece.kind === "table";
}

function piecesOf({ parts, ...tracks }: Identified, name: Name): readonly Piece[] {
  return tracks[name].ids.map((id) => parts.get(id)?.[name] as Piece);
}

function isTouched(part: Part | undefined, changer: Name): boolean {
  const piece = part?.[changer];
  return piece !== undefined && (part?.base === undefined || isChanged(part.base, piece));
}

function joinBranch(
  versions: Identified,
  { id, changer, last, start, end }: Branch & Omit<Question, "kept">,
): Identified {
  const parts = new Map(versions.parts);
  const track = versions[changer];
  const base = joinPieces(versions, "base", { start: id, end: last + 1 });
  const side = joinPieces(versions, changer, { start, end });
  for (const one of track.ids.slice(start, end)) parts.set(one, { ...parts.get(one), [changer]: undefined });
  parts.set(id, { base: { ...base, key: "before" }, [changer]: { ...side, key: "after" } });
  return { ...versions, parts, [changer]: withoutInner(track, { start, end }) };
}

function joinPieces(versions: Identified, name: Name, { start, end }: { start: number; end: number }): Piece {
  const pieces = piecesOf(versions, name).slice(start, end);
  const [first, ...rest] = pieces as [Piece, ...Piece[]];
  const text = rest.map((piece, index) => `${versions[name].gaps[start + 1 + index]}${piece.text}`).join("");
  return { ...first, text: first.text + text };
}

function withoutInner({ ids, gaps, ...track }: Track, { start, end }: { start: number; end: number }): Track {
  return {
    ids: [...ids.slice(0, start + 1), ...ids.slice(end)],
    gaps: [...gaps.slice(0, start + 1), ...gaps.slice(end)],
    ...track,
  };
}
