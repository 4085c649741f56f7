import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { icons } from "./icons.ts";

type Marks = readonly { readonly from: number; readonly to: number }[];

interface Found {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly archived?: boolean;
  readonly blocked_by: readonly string[];
  readonly title_marks: Marks;
  readonly snippet?: { readonly text: string; readonly marks: Marks };
}

/** One spec a line, the words that were searched for marked, and the line of the body that has them below. */
export function renderSearch({
  results,
  total,
}: {
  readonly results: readonly Found[];
  readonly total: number;
}): string {
  const more = results.length < total ? `, the first ${results.length} of them shown` : "";
  const count = total === 1 ? "1 spec found" : `${total === 0 ? "No" : total} specs found`;
  return `${results.map(linesOf).join("")}${count}${more}.\n`;
}

function linesOf({ id, title, status, archived, blocked_by, title_marks, snippet }: Found): string {
  const icon = archived ? color.dim("◌") : icons[blocked_by.length > 0 ? "blocked" : status];
  const shown = title === "" ? "(untitled)" : marked(title, title_marks);
  const line = `${icon ?? ""} ${color.cyan(id)} ${archived ? "[archived] " : ""}${shown}\n`;
  return snippet === undefined ? line : `${line}    ${color.dim(marked(snippet.text.trimEnd(), snippet.marks))}\n`;
}

function marked(text: string, marks: Marks): string {
  const ends = [0, ...marks.flatMap(({ from, to }) => [from, to]), text.length];
  const parts = ends.slice(1).map((end, index) => escapeControls(text.slice(ends[index], end)));
  return parts.map((part, index) => (index % 2 === 1 ? color.bold(part) : part)).join("");
}
