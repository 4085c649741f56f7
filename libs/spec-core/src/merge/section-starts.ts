/**
 * Lines that begin a section whatever stands before them: headings of number signs at the start of a line that no fence and
 * no HTML can be open at. It finds fewer than the parser, never one that the parser does not.
 */
export function sectionStarts(lines: readonly string[]): number[] {
  const starts: number[] = [];
  let open = "";
  for (const [index, line] of lines.entries()) {
    const fence = readFence(line);
    if (open !== "") {
      if (closes(fence, open)) open = "";
      continue;
    }
    // Where HTML ends is not worth knowing, and an indented fence may belong to a list that ends with it.
    if (/^\s*</.test(line) || fence.indent !== "") return starts;
    if (opens(fence)) open = fence.marks;
    if (/^#{1,6}(?:[ \t\r]|$)/.test(line)) starts.push(index);
  }
  return starts;
}

interface Fence {
  readonly indent: string;
  /** Empty where the line is none. */
  readonly marks: string;
  readonly info: string;
}

function readFence(line: string): Fence {
  const [, indent = "", marks = "", info = ""] = /^( {0,3})(`{3,}|~{3,})(.*)/s.exec(line) ?? [];
  return { indent, marks, info };
}

function opens({ marks, info }: Fence): boolean {
  return marks.startsWith("~") || !info.includes("`");
}

function closes({ marks, info }: Fence, open: string): boolean {
  return marks[0] === open[0] && marks.length >= open.length && info.trim() === "";
}
