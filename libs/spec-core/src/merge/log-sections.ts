import { momentOf } from "./moment.ts";
import { endOfBranch, isSection, type Piece } from "./piece.ts";

const logged = /^#* *(agent (output|conversation)|execution result|output|takeover\b.*|verification\b.*|retry\b.*)$/i;
const shared = /^#* *(acceptance criteria|approval discussion)/i;

/**
 * For each piece the text of the new log section that it stands in: one that chant or an agent writes anew each time, or
 * that begins with a date. Two of the same name are two, unless they say the same.
 */
export function newLogsOf(pieces: readonly Piece[], isNew: (index: number) => boolean): (string | undefined)[] {
  const logs: (string | undefined)[] = pieces.map(() => undefined);
  for (const [index, piece] of pieces.entries()) {
    if (logs[index] !== undefined || !isSection(piece) || !isNew(index)) continue;
    const end = endOfBranch(pieces, index);
    if (!isLog(pieces.slice(index, Math.min(end, index + 2)))) continue;
    logs.fill(textOf(pieces.slice(index, end)), index, end);
  }
  return logs;
}

function isLog(opening: readonly Piece[]): boolean {
  const name = opening[0]?.text ?? "";
  if (shared.test(name)) return false;
  return logged.test(name) || momentOf(textOf(opening)) !== undefined;
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => piece.key).join("\n");
}
