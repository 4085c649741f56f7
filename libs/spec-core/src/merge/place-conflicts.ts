import type { MergeConflict } from "./conflicts.ts";

/** Conflicts of one text with their lines in another; undefined where the two differ in more than blank lines. */
export function placeConflicts(
  conflicts: readonly MergeConflict[],
  from: string,
  to: string,
): MergeConflict[] | undefined {
  const [lines, others] = [filledLines(from), filledLines(to)];
  if (lines.length !== others.length || lines.some(({ text }, at) => text !== others[at]?.text)) return undefined;
  const numbers = new Map(lines.map(({ number }, at) => [number, others[at]?.number as number]));
  return conflicts.map((conflict) => {
    const { line, end_line: end } = conflict;
    if (line === undefined || end === undefined) return conflict;
    return { ...conflict, line: numbers.get(line) ?? line, end_line: numbers.get(end) ?? end };
  });
}

function filledLines(text: string): { readonly text: string; readonly number: number }[] {
  return text
    .split("\n")
    .map((line, index) => ({ text: line, number: index + 1 }))
    .filter((line) => line.text.trim() !== "");
}
