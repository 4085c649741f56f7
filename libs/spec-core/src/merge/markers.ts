/** How a conflict is marked in the text. */
export interface Markers {
  /** Length of a marker; git's own is 7. */
  readonly size: number;
  /** What stands behind the markers of either side. */
  readonly ours: string;
  readonly theirs: string;
}

/** A place where both sides changed the same differently; a side is undefined where it has nothing there. */
export interface Hunk {
  /** The first and the last line of the conflict, its markers included, from 0. */
  readonly start: number;
  readonly end: number;
  readonly base: string | undefined;
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
  /** The field that the conflict is about. */
  readonly field?: string;
}

/** A piece of the merged text. */
export interface Merged {
  readonly text: string;
  readonly hunks: readonly Hunk[];
}

/** Markers as they can stand in a file: a length that git takes, labels of one line. */
export function toMarkers({ size = 7, ours = "ours", theirs = "theirs" }: Partial<Markers> = {}): Markers {
  const length = Number.isInteger(size) ? Math.min(Math.max(size, 1), 1_000) : 7;
  return { size: length, ours: oneLine(ours), theirs: oneLine(theirs) };
}

function oneLine(label: string): string {
  return label.replaceAll(/\s+/g, " ").trim();
}

/** Both sides between markers. */
export function markConflict(sides: Omit<Hunk, "start" | "end">, markers: Markers): Merged {
  const { opening, divider, closing } = markerLines(markers);
  const text = [opening, sides.ours, divider, sides.theirs, closing].filter((part) => part !== undefined).join("\n");
  return { text, hunks: [{ ...sides, start: 0, end: text.split("\n").length - 1 }] };
}

/** The three lines around two sides. */
export function markerLines({ size, ours, theirs }: Markers): { opening: string; divider: string; closing: string } {
  return {
    opening: `${"<".repeat(size)} ${ours}`.trimEnd(),
    divider: "=".repeat(size),
    closing: `${">".repeat(size)} ${theirs}`.trimEnd(),
  };
}

/** A text without conflicts. */
export function clean(text: string): Merged {
  return { text, hunks: [] };
}

/** Merged pieces in their order, with what stands between them, as one. */
export function concat(parts: readonly Merged[]): Merged {
  const hunks: Hunk[] = [];
  let line = 0;
  for (const part of parts) {
    for (const hunk of part.hunks) hunks.push({ ...hunk, start: hunk.start + line, end: hunk.end + line });
    line += countLineEnds(part.text);
  }
  return { text: parts.map((part) => part.text).join(""), hunks };
}

function countLineEnds(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count++;
  return count;
}
