import { color } from "../terminal/color.ts";
import { counted } from "../terminal/counted.ts";
import { escapeControls } from "../terminal/escape.ts";
import { table } from "../terminal/width.ts";
import { renderResults, type Result } from "./results.ts";

interface Branch {
  readonly spec_id: string;
  readonly title?: string;
  readonly branch: string;
  readonly target: string;
  readonly state: string;
  readonly fast_forward: boolean;
  readonly commits: number;
  readonly behind: number;
  readonly files?: readonly string[];
  readonly criteria_open?: readonly string[];
}

/** What became of each merge; of a list, or a plan, what each would come to. */
export function renderMerge({
  results,
  branches,
}: {
  results: readonly Result[];
  branches?: readonly Branch[];
}): string {
  if (branches === undefined) return renderResults({ results });
  if (branches.length === 0) return "No branch of a spec is left to merge.\n";
  const plan = results.length === 0 ? "" : color.bold(`→ Will merge ${counted(results.length, "spec")}:\n`);
  return `${plan}${table(branches.map(rowOf))}`;
}

function rowOf(one: Branch): string[] {
  const [paint, word] = states[one.state] ?? [color.dim, one.state];
  return [
    `${paint(word)}`,
    `${escapeControls(one.branch)} → ${escapeControls(one.target)}`,
    detailOf(one),
    color.dim(escapeControls(one.title ?? "")),
  ];
}

const states: Readonly<Record<string, readonly [paint: (text: string) => string, word: string]>> = {
  ready: [color.green, "ready"],
  conflicts: [color.red, "has conflicts"],
  criteria_open: [color.yellow, "incomplete criteria"],
  needs_approval: [color.yellow, "needs approval"],
  not_completed: [color.yellow, "not completed"],
  merged: [color.dim, "merged already"],
  no_commits: [color.dim, "no commits"],
  no_branch: [color.dim, "no branch"],
};

function detailOf({ commits, behind, fast_forward, files = [], criteria_open = [] }: Branch): string {
  if (files.length > 0) return escapeControls(files.join(", "));
  if (criteria_open.length > 0) return escapeControls(criteria_open.join(", "));
  if (commits === 0) return "";
  return `${counted(commits, "commit")}${fast_forward ? "" : `, ${behind} behind`}`;
}
