import { diff3Merge } from "node-diff3";

export interface MergedBody {
  readonly text: string;
  /** Line of each conflict in the merged body, from 1. */
  readonly conflicts: readonly number[];
}

export interface Sides {
  readonly base: string;
  readonly ours: string;
  readonly theirs: string;
}

/**
 * Merges three versions of a markdown text: ticks item by item, the rest line by line. Where both sides changed the same
 * lines differently, both stay between markers. Line endings are ours.
 */
export function mergeBodies(sides: Sides): MergedBody {
  const eol = /\r\n/.test(sides.ours) ? "\r\n" : "\n";
  const [base, ours, theirs] = [sides.base, sides.ours, sides.theirs].map((text) => text.replaceAll("\r\n", "\n"));
  const merged = mergeLines({ base: base as string, ours: ours as string, theirs: theirs as string });
  return { ...merged, text: merged.text.replaceAll("\n", eol) };
}

function mergeLines({ base, ours, theirs }: Sides): MergedBody {
  if (ours === theirs || base === theirs) return { text: ours, conflicts: [] };
  if (base === ours) return { text: theirs, conflicts: [] };
  const ticked = mergeTicks({ base: base.split("\n"), ours: ours.split("\n"), theirs: theirs.split("\n") });
  const lines: string[] = [];
  const conflicts: number[] = [];
  for (const region of diff3Merge(ticked.ours, ticked.base, ticked.theirs, { excludeFalseConflicts: true })) {
    if (region.conflict === undefined) {
      lines.push(...(region.ok ?? []));
      continue;
    }
    conflicts.push(lines.length + 1);
    lines.push("<<<<<<< ours", ...region.conflict.a, "=======", ...region.conflict.b, ">>>>>>> theirs");
  }
  return { text: lines.join("\n"), conflicts };
}

interface Lines {
  readonly base: readonly string[];
  readonly ours: readonly string[];
  readonly theirs: readonly string[];
}

const box = /^(\s*(?:[-*+]|\d+[.)])\s+\[)([ xX])(\]\s.*)$/;

/** Gives every item that both sides have the same tick, so that only other changes are left to compare. */
function mergeTicks({ base, ours, theirs }: Lines): { base: string[]; ours: string[]; theirs: string[] } {
  const states = { base: ticksOf(base), ours: ticksOf(ours), theirs: ticksOf(theirs) };
  const merged = new Map<string, string>();
  for (const [item, mine] of states.ours) {
    const other = states.theirs.get(item);
    if (other !== undefined) merged.set(item, mergeTick(states.base.get(item), mine, other));
  }
  return { base: withTicks(base, merged), ours: withTicks(ours, merged), theirs: withTicks(theirs, merged) };
}

function mergeTick(base: string | undefined, ours: string, theirs: string): string {
  if (ours === theirs || theirs === base) return ours;
  if (ours === base) return theirs;
  return ours === " " ? theirs : ours;
}

function ticksOf(lines: readonly string[]): Map<string, string> {
  return new Map(itemsOf(lines).map(({ item, tick }) => [item, tick]));
}

function withTicks(lines: readonly string[], ticks: ReadonlyMap<string, string>): string[] {
  const edited = [...lines];
  for (const { item, index } of itemsOf(lines)) {
    const tick = ticks.get(item);
    if (tick !== undefined) edited[index] = (lines[index] as string).replace(box, `$1${tick}$3`);
  }
  return edited;
}

/** Items by their text and, for equal ones, by their order. */
function itemsOf(lines: readonly string[]): { item: string; tick: string; index: number }[] {
  const seen = new Map<string, number>();
  return lines.flatMap((line, index) => {
    const match = box.exec(line);
    if (match === null) return [];
    const text = `${match[1] ?? ""}${match[3] ?? ""}`;
    const count = (seen.get(text) ?? 0) + 1;
    seen.set(text, count);
    return [{ item: `${count} ${text}`, tick: match[2] as string, index }];
  });
}
