import { levels, sequenceOf, type Sequence } from "./piece.ts";
import type { Field, Fields } from "./read-fields.ts";

/** The lines of a frontmatter as pieces: its fields, and the comments between them. */
export function headerSequence({ lines, fields }: Fields): Sequence {
  const starts = new Map(fields.map((field) => [field.start, field]));
  const places: Parameters<typeof sequenceOf>[1][number][] = [];
  for (let line = 0; line < lines.length; line++) {
    const field = starts.get(line);
    const text = lines[line] as string;
    if (field !== undefined) places.push({ start: line, end: field.end, piece: fieldPiece(field) });
    else if (text.trim() !== "") places.push({ start: line, end: line, piece: commentPiece(text) });
    line = field?.end ?? line;
  }
  return sequenceOf(lines, places);
}

function fieldPiece({ name, text }: Field) {
  return { kind: `field ${name}`, key: `field ${name}`, text, level: levels.row, unique: true };
}

function commentPiece(text: string) {
  return { kind: "comment", key: `comment ${text.trim()}`, text, level: levels.row };
}
