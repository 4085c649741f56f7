import measure from "fast-string-truncated-width";

/** How many columns of a terminal a text takes; emoji and CJK take two each. */
export function widthOf(text: string): number {
  return measure(text).width;
}

/** A text filled with spaces to a width in columns. */
export function padEnd(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - widthOf(text)));
}

/** A text without colours cut to a width in columns. */
export function truncate(text: string, width: number): string {
  const { index, ellipsed } = measure(text, { limit: width, ellipsis: "…" });
  if (!ellipsed) return text.slice(0, index);
  const shown = [...text.slice(0, index)];
  // Around signs that are neither letters nor emoji one column too much is measured.
  while (shown.length > 0 && widthOf(shown.join("")) >= width) shown.pop();
  return `${shown.join("")}…`;
}

/** Rows of cells in columns, two spaces between. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, widthOf(cell))));
  const lines = rows.map((row) => row.map((cell, at) => padEnd(cell, widths[at] ?? 0)).join("  "));
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}
