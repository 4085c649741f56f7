import { arrange } from "./arrange.ts";
import { cutterFor } from "./cut-body.ts";
import { identify, type Part } from "./identify.ts";
import { joinParts } from "./join-parts.ts";
import { clean, type Hunk, type Markers, type Merged } from "./markers.ts";
import { mergeLines, type Texts } from "./merge-lines.ts";
import { mergePart } from "./merge-part.ts";
import { joinRemovedBranches } from "./removed-branches.ts";

/**
 * Merges three versions of a markdown text by its headings, paragraphs, list items, ticks, table rows and code. Where both
 * sides changed the same part differently, both stay between markers. Line ends have to be the same everywhere.
 */
export function mergeBodies(texts: Texts, markers: Markers): Merged {
  const { base, ours, theirs } = texts;
  if (ours === theirs || base === theirs) return clean(ours);
  if (base === ours) return clean(theirs);
  const merged = mergeParts(texts, markers);
  if (merged !== undefined && !isMisread(merged.hunks, texts)) return merged;
  const lines = mergeLines(texts, markers);
  return merged !== undefined && lines.hunks.length > merged.hunks.length ? merged : lines;
}

/**
 * Whether a side still has half of the lines with words that it seems to have removed or changed in a conflict: a fence
 * that it opened or lost makes code of all that follows.
 */
function isMisread(hunks: readonly Hunk[], texts: Texts): boolean {
  if (hunks.length === 0) return false;
  return (["ours", "theirs"] as const).some((side) => {
    const present = new Set(texts[side].split("\n"));
    return hunks.some(({ base = "", [side]: text }) => {
      const seen = new Set(text?.split("\n"));
      const gone = base.split("\n").filter((line) => /[\p{L}\p{N}]/u.test(line) && !seen.has(line));
      return gone.length > 0 && gone.filter((line) => present.has(line)).length >= gone.length / 2;
    });
  });
}

/** Undefined where there is too much to be compared, or the merged text would not read as its parts. */
function mergeParts({ base, ours, theirs }: Texts, markers: Markers): Merged | undefined {
  const cut = cutterFor([base, ours, theirs]);
  if (cut === undefined) return undefined;
  const versions = identify({ base: cut(base), ours: cut(ours), theirs: cut(theirs) });
  if (versions === undefined) return undefined;
  const joined = joinRemovedBranches(versions);
  const parts = new Map<number, Merged>();
  for (const [id, part] of joined.parts) {
    const result = mergePart(part, markers);
    if (result !== undefined) parts.set(id, result);
  }
  const order = arrange(joined, (id) => parts.has(id));
  const merged = joinParts(joined, order, parts);
  if (merged.hunks.length > 0) return merged;
  const kinds = cut(merged.text).pieces.map(({ kind }) => kind);
  const isSame =
    kinds.length === order.length && order.every((id, index) => kindOf(joined.parts.get(id)) === kinds[index]);
  return isSame ? merged : undefined;
}

function kindOf({ ours, theirs }: Part = {}): string | undefined {
  return (ours ?? theirs)?.kind;
}
