import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { icons } from "./icons.ts";

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
}

/** One line a spec. */
export function renderList({ specs, total }: { readonly specs: readonly Row[]; readonly total: number }): string {
  if (specs.length > 0) return specs.map((spec) => `${lineOf(spec)}\n`).join("");
  return total > 0 ? `${total}\n` : 'No specs. `chant add "Say what is wanted"` makes one.\n';
}

function lineOf(spec: Row): string {
  const icon =
    spec.unreadable === undefined ? icons[spec.blocked_by.length > 0 ? "blocked" : spec.status] : color.red("!");
  return `${color.dim(spec.id)} ${icon ?? ""} ${escapeControls(spec.title || "(untitled)")}${markers(spec)}`;
}

function markers({ unreadable, running, unmerged, approval, blocked_by }: Row): string {
  const marks = [
    unreadable && color.red(`unreadable: ${escapeControls(unreadable)}`),
    running && runOf(running),
    unmerged && color.yellow("not merged"),
    approval && approval !== "approved" && color.yellow(`approval ${approval}`),
    blocked_by.length > 0 && color.dim(`waits for ${blocked_by.join(", ")}`),
  ].filter(Boolean);
  return marks.length === 0 ? "" : `  ${marks.join("  ")}`;
}

function runOf({ attempt, since, cut_off }: NonNullable<Row["running"]>): string {
  if (cut_off) return color.yellow(`attempt ${attempt} was cut off: chant recover`);
  return color.cyan(`attempt ${attempt} since ${since}`);
}
