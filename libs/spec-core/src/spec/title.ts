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
  /** What is open besides, and hides headings: a comment up to its end, other HTML up to a blank line. */
  readonly html: "comment" | "block" | undefined;
  /** The line that a paragraph begins at which an underline would turn into a heading. */
  readonly paragraph: number | undefined;
  /** Whether a list item or quote is open that further text belongs to, even without its mark. */
  readonly lazy: boolean;
}

const start: Scan = { fence: undefined, html: undefined, paragraph: undefined, lazy: false };

function scanTitle(markdown: string): string | undefined {
  let scan = start;
  const lines = markdown.split(/\r?\n|\r/);
  for (const [index, line] of lines.entries()) {
    const title = titleIn(scan, { line, before: lines, index });
    if (title !== undefined) return title;
    scan = advance(scan, line, index);
  }
  return undefined;
}

interface Line {
  readonly line: string;
  readonly before: readonly string[];
  readonly index: number;
}

function titleIn({ fence, html, paragraph }: Scan, { line, before, index }: Line): string | undefined {
  if (fence !== undefined || html !== undefined) return undefined;
  const heading = /^ {0,3}#(?:[ \t]+(.*))?$/s.exec(line);
  if (heading !== null) return withoutClosingMarks(heading[1] ?? "");
  if (paragraph === undefined || !/^ {0,3}=+[ \t]*$/.test(line)) return undefined;
  return before.slice(paragraph, index).map(strip).join("\n");
}

function advance(scan: Scan, line: string, index: number): Scan {
  if (scan.fence !== undefined) return closes(scan.fence, line) ? start : scan;
  if (scan.html !== undefined) return endsHtml(scan.html, line) ? start : scan;
  return opened(scan, line) ?? readText(scan, line, index);
}

function endsHtml(html: Scan["html"], line: string): boolean {
  return html === "comment" ? line.includes("-->") : strip(line) === "";
}

/** What a line opens that hides headings. */
function opened(scan: Scan, line: string): Scan | undefined {
  const opening = /^ {0,3}(`{3,}|~{3,})(?!.*`)|^ {0,3}(~{3,})/s.exec(line);
  if (opening !== null) return { ...start, fence: (opening[1] ?? opening[2]) as string };
  // A comment may be as short as <!-->.
  const comment = /^ {0,3}<!(--.*)/s.exec(line)?.[1];
  if (comment !== undefined) return comment.includes("-->") ? start : { ...start, html: "comment" };
  return opensHtml(scan, line) ? { ...start, html: "block" } : undefined;
}

/** A tag opens a block at the start of a line, but not within a paragraph. */
function opensHtml({ paragraph, lazy }: Scan, line: string): boolean {
  return paragraph === undefined && !lazy && /^ {0,3}<\/?[a-z][a-z0-9-]*(?:[ \t>]|\/>|$)/i.test(line);
}

function readText({ paragraph, lazy }: Scan, line: string, index: number): Scan {
  if (endsText(line)) return start;
  const item = itemOf(line);
  if (item !== undefined && (paragraph === undefined || interrupts(item)))
    return { ...start, lazy: item.content !== "" };
  if (paragraph !== undefined) return /^ {0,3}-+[ \t]*$/.test(line) ? start : { ...start, paragraph };
  return lazy || /^(?: {4}|\t)/.test(line) ? { ...start, lazy } : { ...start, paragraph: index };
}

interface Item {
  readonly mark: string;
  readonly content: string;
}

/** The list item or quote that a line begins. */
function itemOf(line: string): Item | undefined {
  const [, mark, content = ""] = /^ {0,3}(>|[-*+](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$))(.*)$/s.exec(line) ?? [];
  return mark === undefined ? undefined : { mark, content: strip(content) };
}

/** Of lists, only a bullet or a one with text behind it begins within a paragraph. */
function interrupts({ mark, content }: Item): boolean {
  return mark === ">" || (content !== "" && /^(?:[-*+]|0*1[.)])$/.test(mark));
}

/** Whether a line ends a paragraph by being no text. */
function endsText(line: string): boolean {
  return strip(line) === "" || /^ {0,3}(?:#{1,6}(?:[ \t]|$)|([-*_])(?:[ \t]*\1){2,}[ \t]*$)/.test(line);
}

function closes(fence: string, line: string): boolean {
  const run = /^ {0,3}(`+|~+)[ \t]*$/.exec(line)?.[1];
  return run !== undefined && run[0] === fence[0] && run.length >= fence.length;
}

function withoutClosingMarks(line: string): string {
  const text = strip(line);
  let end = text.length;
  while (text[end - 1] === "#") end--;
  return end === 0 || isBlank(text[end - 1]) ? strip(text.slice(0, end)) : text;
}

/** Blanks and tabs are what markdown takes away. A pattern for it would look at a long run of them over and over. */
function strip(text: string): string {
  let [start, end] = [0, text.length];
  while (isBlank(text[start])) start++;
  while (end > start && isBlank(text[end - 1])) end--;
  return text.slice(start, end);
}

function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}
