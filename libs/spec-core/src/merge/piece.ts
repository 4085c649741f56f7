/** A smallest part of a text as merging sees it: whole lines, and what tells them from others. */
export interface Piece {
  /** Only pieces of one kind can be versions of each other. */
  readonly kind: string;
  /** What does not change when only a formatter or a tick changed it. */
  readonly key: string;
  /** Its lines, without the last line end. */
  readonly text: string;
  /** What follows at a higher level belongs to it. */
  readonly level: number;
  /** Whether a text has no second of its key, so that two sides cannot have added different ones. */
  readonly unique?: boolean;
}

/** A text cut into pieces: a gap before each, one behind the last. Gaps are blank but for their line ends. */
export interface Sequence {
  readonly pieces: readonly Piece[];
  readonly gaps: readonly string[];
}

/** The levels of what stands outside of lists: headings have their depth. */
export const levels = { block: 10, row: 11 } as const;

/** Whether a piece is a heading that opens a section. */
export function isSection(piece: Piece): boolean {
  return piece.level < levels.block;
}

/** The index behind a piece and all that belongs to it. */
export function endOfBranch(pieces: readonly Piece[], start: number): number {
  const level = pieces[start]?.level ?? 0;
  const end = pieces.findIndex((piece, index) => index > start && piece.level <= level);
  return end === -1 ? pieces.length : end;
}

/** A text in which any run of blanks is one. */
export function collapse(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}

/** Cuts lines at the pieces that lie in them; joined with the gaps they are the text. */
export function sequenceOf(
  lines: readonly string[],
  places: readonly { readonly start: number; readonly end: number; readonly piece: Piece }[],
): Sequence {
  const edges = [{ start: 0, end: -1 }, ...places, { start: lines.length, end: lines.length }];
  const gaps = edges.slice(1).map(({ start: after }, index) => {
    const before = edges[index]?.end ?? -1;
    const blank = lines.slice(before + 1, after).map((line) => `${line}\n`);
    // The first line has no line end before it, and the last none behind it.
    return `${before === -1 ? "" : "\n"}${blank.join("")}`.slice(0, after === lines.length ? -1 : undefined);
  });
  return { pieces: places.map(({ piece }) => piece), gaps };
}
