import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";

interface Shown {
  readonly activity: readonly {
    readonly at: string;
    readonly author: string;
    readonly kind: string;
    readonly spec_id: string;
    readonly title: string;
  }[];
  readonly more: boolean;
}

const paints: Readonly<Record<string, (text: string) => string>> = {
  CREATED: color.cyan,
  APPROVED: color.green,
  REJECTED: color.red,
  WORKED: color.yellow,
  COMPLETED: (text) => color.bold(color.green(text)),
  FAILED: color.red,
};

/** When, who, what, and which spec; the time is the reader's own. */
export function renderActivity({ activity, more }: Shown): string {
  if (activity.length === 0) return "No activity.\n";
  const width = Math.max(...activity.map(({ author }) => Math.min(author.length, 20)));
  const lines = activity.map(({ at, author, kind, spec_id, title }) => {
    const person = cut(escapeControls(author), width).padEnd(width);
    const paint = paints[kind] ?? color.dim;
    return `${color.dim(localMinute(at))}  ${person}  ${paint(kind.padEnd(9))}  ${spec_id}  ${cut(escapeControls(title), 40)}\n`;
  });
  return lines.join("") + (more ? color.dim(`There may be more: --limit ${activity.length * 10}\n`) : "");
}

function cut(text: string, width: number): string {
  const letters = [...text];
  return letters.length > width ? `${letters.slice(0, width - 1).join("")}…` : text;
}

/** `2026-01-28 14:30` */
function localMinute(at: string): string {
  const moment = new Date(at);
  const part = (value: number) => String(value).padStart(2, "0");
  const day = `${moment.getFullYear()}-${part(moment.getMonth() + 1)}-${part(moment.getDate())}`;
  return `${day} ${part(moment.getHours())}:${part(moment.getMinutes())}`;
}
