import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";

interface Group {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly done: number;
  readonly total: number;
  readonly members: readonly Member[];
}

interface Member {
  readonly id: string;
  readonly title: string;
  readonly status: string;
}

/** The members of each driver, a line each as `<id> [completed] <title>`, and how many are done. */
export function renderGroup({ groups }: { readonly groups: readonly Group[] }): string {
  if (groups.length === 0) return "No spec has members.\n";
  return groups.map(renderOne).join("\n");
}

function renderOne({ id, title, done, total, members }: Group): string {
  const head = `${color.bold(id)} ${escapeControls(title)}`;
  if (total === 0) return `${head}: no members\n`;
  return `${members.map(lineOf).join("")}${color.dim(`${done} of ${total} done:`)} ${head}\n`;
}

function lineOf({ id, status, title }: Member): string {
  return `${id} [${status}] ${escapeControls(title || "(untitled)")}\n`;
}
