/**
 * The source of the first level-1 heading of a markdown text, by CommonMark's rules for fences, HTML comments and both
 * kinds of headings. It stands in for the syntax tree where many headers are read, and agrees with it.
 */
export function findTitle(markdown: string): string | undefined {
  const first = /^(?:[ \t]*\r?\n)*# +([^\r\n]*)/.exec(markdown)?.[1];
  return first === undefined ? scanTitle(markdown) : withoutClosingMarks(first);
}

interface Scan {
  /** The fence that is open. */
  readonly fence: string | undefined;
  /** Whether an HTML comment is open. */
  readonly comment: boolean;
  /** The paragraph that an underline would turn into a heading. */
  readonly paragraph: readonly string[];
}

const start: Scan = { fence: undefined, comment: false, paragraph: [] };

function scanTitle(markdown: string): string | undefined {
  let scan = start;
  for (const line of markdown.split(/\r?\n/)) {
    const title = titleIn(scan, line);
    if (title !== undefined) return title;
    scan = advance(scan, line);
  }
  return undefined;
}

function titleIn({ fence, comment, paragraph }: Scan, line: string): string | undefined {
  if (fence !== undefined || comment) return undefined;
  const heading = /^ {0,3}#(?:[ \t]+(.*))?$/.exec(line);
  if (heading !== null) return withoutClosingMarks(heading[1] ?? "");
  if (paragraph.length > 0 && /^ {0,3}=+[ \t]*$/.test(line)) return paragraph.join("\n").trim();
  return undefined;
}

function advance({ fence, comment, paragraph }: Scan, line: string): Scan {
  if (fence !== undefined) return closes(fence, line) ? start : { ...start, fence };
  if (comment) return line.includes("-->") ? start : { ...start, comment };
  const opening = /^ {0,3}(`{3,}|~{3,})(?!.*`)|^ {0,3}(~{3,})/.exec(line);
  if (opening !== null) return { ...start, fence: (opening[1] ?? opening[2]) as string };
  if (/^ {0,3}<!--/.test(line)) return { ...start, comment: !line.slice(line.indexOf("<!--") + 4).includes("-->") };
  return { ...start, paragraph: continues(paragraph, line) ? [...paragraph, line.trim()] : [] };
}

function closes(fence: string, line: string): boolean {
  const run = /^ {0,3}(`+|~+)[ \t]*$/.exec(line)?.[1];
  return run !== undefined && run[0] === fence[0] && run.length >= fence.length;
}

/** Whether a line is, or goes on with, a paragraph that could become an underlined heading. */
function continues(paragraph: readonly string[], line: string): boolean {
  if (line.trim() === "" || /^ {0,3}(#{1,6}(\s|$)|>|[-*_]{3,}\s*$)/.test(line)) return false;
  if (paragraph.length > 0) return true;
  return !/^( {4}|\t)/.test(line) && !/^ {0,3}([-*+]|\d{1,9}[.)])(\s|$)/.test(line);
}

function withoutClosingMarks(text: string): string {
  return text
    .trim()
    .replace(/(^|[ \t]+)#+$/, "")
    .trim();
}
