import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { icons } from "./icons.ts";
import type { Asked } from "./render.ts";

interface Row {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly ready: boolean;
  readonly blocked_by: readonly string[];
  readonly unmerged?: boolean;
  readonly running?: { readonly attempt: number; readonly since: string; readonly cut_off?: boolean };
  readonly unreadable?: string;
  readonly approval?: string;
  readonly approved_by?: string;
  readonly created_by?: string;
  readonly ago?: string;
  readonly comments?: number;
  readonly archived?: boolean;
  readonly repository?: string;
}

interface Listed {
  readonly specs: readonly Row[];
  readonly total: number;
}

/** One line a spec, or only how many. */
export function renderList({ specs, total }: Listed, { input = {} }: Asked = {}): string {
  if (input["count"] === true) return `${total}\n`;
  if (specs.length === 0) return `${emptyFor(input)}\n`;
  const more = total > specs.length ? color.dim(`… ${total - specs.length} more\n`) : "";
  return specs.map((spec) => `${lineOf(spec)}\n`).join("") + more;
}

function emptyFor({ ready, ...others }: NonNullable<Asked["input"]>): string {
  if (ready === true) return "No spec is ready. `chant list` shows what they wait for.";
  const filtered = Object.values(others).some((value) => value !== false && value !== undefined);
  return filtered ? "No spec fits. `chant list` shows all." : 'No specs. `chant add "Say what is wanted"` makes one.';
}

function lineOf(spec: Row): string {
  const icon =
    spec.unreadable === undefined ? icons[spec.blocked_by.length > 0 ? "blocked" : spec.status] : color.red("!");
  return `${color.dim(spec.id)} ${icon ?? ""} ${escapeControls(spec.title || "(untitled)")}${markers(spec)}`;
}

function markers(row: Row): string {
  if (isPlain(row)) return "";
  let all = "";
  for (const mark of marks) {
    const text = mark(row);
    if (text !== undefined) all += `  ${text}`;
  }
  return all;
}

/** Nearly all of ten thousand rows have no mark, and to ask for each of them takes half as long as to look at the files. */
function isPlain(row: Row): boolean {
  const about = row.unreadable ?? row.running ?? row.approval ?? row.created_by ?? row.ago ?? row.comments;
  return (about ?? row.unmerged ?? row.archived ?? row.repository) === undefined && row.blocked_by.length === 0;
}

const approvals: Readonly<Record<string, string>> = {
  pending: color.yellow("[needs approval]"),
  approved: color.green("[approved]"),
  rejected: color.red("[rejected]"),
};

/** What follows a title: how it stands, who approved, made and talked about it, and when it was last touched. */
const marks: readonly ((row: Row) => string | undefined)[] = [
  ({ unreadable }) => (unreadable === undefined ? undefined : color.red(`unreadable: ${escapeControls(unreadable)}`)),
  ({ running }) => running && runOf(running),
  ({ unmerged }) => (unmerged ? color.yellow("not merged") : undefined),
  ({ archived }) => (archived ? color.dim("archived") : undefined),
  ({ approval }) => (approval === undefined ? undefined : approvals[approval]),
  ({ created_by }) => (created_by === undefined ? undefined : `👤 ${escapeControls(created_by)}`),
  ({ ago }) => (ago === undefined ? undefined : `↩ ${ago}`),
  ({ comments }) => (comments === undefined ? undefined : `💬 ${comments}`),
  ({ approval, approved_by }) =>
    approved_by !== undefined && approval === "approved" ? color.green(`✓ ${escapeControls(approved_by)}`) : undefined,
  ({ blocked_by }) => (blocked_by.length === 0 ? undefined : color.dim(`waits for ${blocked_by.join(", ")}`)),
  ({ repository }) => (repository === undefined ? undefined : color.dim(escapeControls(repository))),
];

function runOf({ attempt, since, cut_off }: NonNullable<Row["running"]>): string {
  if (cut_off) return color.yellow(`attempt ${attempt} was cut off: chant recover`);
  return color.cyan(`attempt ${attempt} since ${since}`);
}
