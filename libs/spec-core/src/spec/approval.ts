/**
 * The text of a body that an approval is of: every word of it, whatever is ticked. Blank lines, line endings and blanks at the
 * end of a line say nothing.
 */
export function approvableText(body: string): string {
  const lines = body.split(/\r?\n/).map((line) => line.trimEnd());
  const said = lines.filter((line) => line !== "");
  return said.map((line) => line.replace(/^([ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+)\[[xX]\]/, "$1[ ]")).join("\n");
}
