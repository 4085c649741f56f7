import { escapeControls } from "./escape.ts";
import { widthOf, truncate } from "./width.ts";

/** Anybody's text on one line, with nothing in it that a terminal would obey. */
export function oneLine(text: string): string {
  // More than any terminal is wide: an agent may print a megabyte without a line end.
  return escapeControls(text.slice(0, 1_000).replaceAll(/\s+/g, " ").trim());
}

type Paint = (text: string) => string;

/** A part of a line: text, and the colour that it is shown in. */
export type Piece = string | readonly [paint: Paint, text: string];

/** Parts side by side in a line that is cut to a width in columns; colours take none. */
export function fitLine(pieces: readonly Piece[], width: number): string {
  let left = width;
  let line = "";
  for (const piece of pieces) {
    if (left <= 0) break;
    const [paint, text] = typeof piece === "string" ? [plain, piece] : piece;
    const shown = truncate(text, left);
    line += shown === "" ? "" : paint(shown);
    if (shown !== text) break;
    left -= widthOf(text);
  }
  return line;
}

function plain(text: string): string {
  return text;
}
