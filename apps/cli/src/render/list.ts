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
  const { unreadable, running, unmerged, archived, blocked_by, repository } = row;
  const marks = [
    unreadable && color.red(`unreadable: ${escapeControls(unreadable)}`),
    running && runOf(running),
    unmerged && color.yellow("not merged"),
    archived && color.dim("archived"),
    ...peopleOf(row),
    blocked_by.length > 0 && color.dim(`waits for ${blocked_by.join(", ")}`),
    repository && color.dim(escapeControls(repository)),
  ].filter(Boolean);
  return marks.length === 0 ? "" : `  ${marks.join("  ")}`;
}

const approvals: Readonly<Record<string, string>> = {
  pending: color.yellow("[needs approval]"),
  approved: color.green("[approved]"),
  rejected: color.red("[rejected]"),
};

/** Who approved, made and talked about it, and when it was last touched; as far as that is known. */
function peopleOf({ approval, approved_by, created_by, ago, comments }: Row): (string | undefined)[] {
  return [
    approval && approvals[approval],
    created_by && `👤 ${escapeControls(created_by)}`,
    ago && `↩ ${ago}`,
    comments === undefined ? undefined : `💬 ${comments}`,
    approved_by && approval === "approved" ? color.green(`✓ ${escapeControls(approved_by)}`) : undefined,
  ];
}

function runOf({ attempt, since, cut_off }: NonNullable<Row["running"]>): string {
  if (cut_off) return color.yellow(`attempt ${attempt} was cut off: chant recover`);
  return color.cyan(`attempt ${attempt} since ${since}`);
}
