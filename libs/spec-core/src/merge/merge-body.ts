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
  const isDoubtful = merged?.hunks.some((hunk) => isMisread(hunk, texts)) === true;
  if (merged !== undefined && !isDoubtful) return merged;
  const lines = mergeLines(texts, markers);
  return merged !== undefined && lines.hunks.length > merged.hunks.length ? merged : lines;
}

/**
 * Whether a side still has the lines that it seems to have removed: a fence that it opened or lost makes code of all that
 * follows.
 */
function isMisread({ base, ...hunk }: Hunk, texts: Texts): boolean {
  const remover = hunk.ours === undefined ? texts.ours : hunk.theirs === undefined ? texts.theirs : undefined;
  if (base === undefined || remover === undefined) return false;
  const present = new Set(remover.split("\n"));
  return base.split("\n").every((line) => present.has(line));
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
