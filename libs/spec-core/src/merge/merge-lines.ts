import { diff3MergeRegions } from "node-diff3";
import { commonEdges } from "./common-indices.ts";
import { clean, concat, markConflict, type Markers, type Merged } from "./markers.ts";

export interface Texts {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/** Texts with more lines than this between their first and last change are one conflict. */
const limit = 5_000;

/** Merges three texts line by line; where both changed the same lines differently, both stay between markers. */
export function mergeLines(texts: Texts, markers: Markers): Merged {
  const { base, ours, theirs } = texts;
  if (ours === theirs || base === theirs) return clean(ours);
  if (base === ours) return clean(theirs);
  const lines = { base: base.split("\n"), ours: ours.split("\n"), theirs: theirs.split("\n") };
  const [mine, other] = [commonEdges(lines.base, lines.ours), commonEdges(lines.base, lines.theirs)];
  const start = Math.min(mine.start, other.start);
  const end = Math.min(mine.end, other.end);
  const regions = mergeMiddle(mapSides(lines, (side) => side.slice(start, side.length - end)));
  const around = (part: readonly string[]): Region[] => (part.length === 0 ? [] : [{ ok: part }]);
  const all = [...around(lines.base.slice(0, start)), ...regions, ...around(lines.base.slice(lines.base.length - end))];
  return joinRegions(all, markers);
}

interface Lines {
  readonly base: readonly string[];
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

type Region = { readonly ok: readonly string[] } | { readonly conflict: Lines };

function mapSides(lines: Lines, change: (side: readonly string[]) => readonly string[]): Lines {
  return { base: change(lines.base), ours: change(lines.ours), theirs: change(lines.theirs) };
}

interface RawRegion {
  readonly stable: boolean;
  readonly bufferContent: readonly string[];
  readonly aContent: readonly string[];
  readonly oContent: readonly string[];
  readonly bContent: readonly string[];
}

function mergeMiddle(lines: Lines): Region[] {
  const { base, ours, theirs } = lines;
  if (Math.max(base.length, ours.length, theirs.length) > limit) return narrow(lines);
  const regions = diff3MergeRegions([...ours], [...base], [...theirs]) as unknown as RawRegion[];
  return regions.flatMap((region) =>
    region.stable
      ? [{ ok: region.bufferContent }]
      : narrow({ base: region.oContent, ours: region.aContent, theirs: region.bContent }),
  );
}

/** What both sides begin and end with is no conflict. */
function narrow({ base, ours, theirs }: Lines): Region[] {
  const { start, end } = commonEdges(ours, theirs);
  const conflict = {
    base,
    ours: ours.slice(start, ours.length - end),
    theirs: theirs.slice(start, theirs.length - end),
  };
  const differ = conflict.ours.length + conflict.theirs.length > 0;
  const parts: Region[] = [{ ok: ours.slice(0, start) }, { conflict }, { ok: ours.slice(ours.length - end) }];
  return parts.filter((part) => ("ok" in part ? part.ok.length > 0 : differ));
}

function joinRegions(regions: readonly Region[], markers: Markers): Merged {
  const parts = regions.map((region) =>
    "ok" in region ? clean(region.ok.join("\n")) : markConflict(toTexts(region.conflict), markers),
  );
  return concat(parts.flatMap((part, index) => (index === 0 ? [part] : [clean("\n"), part])));
}

function toTexts({ base, ours, theirs }: Lines) {
  const text = (lines: readonly string[]) => (lines.length === 0 ? undefined : lines.join("\n"));
  return { base: text(base), ours: text(ours), theirs: text(theirs) };
}
