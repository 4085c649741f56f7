import { color } from "../terminal/color.ts";
import { counted } from "../terminal/counted.ts";
import { escapeControls } from "../terminal/escape.ts";
import { runnable } from "../terminal/runnable.ts";
import { table } from "../terminal/width.ts";
import { icons } from "./icons.ts";

interface Moved {
  readonly spec_id: string;
  readonly outcome: "archived" | "restored";
  readonly status: string;
  readonly to: string;
}

interface Skipped {
  readonly spec_id: string;
  readonly reason: string;
  readonly fix?: string;
}

interface Archived {
  readonly dry_run: boolean;
  readonly results: readonly Moved[];
  readonly skipped: readonly Skipped[];
  readonly older_than?: string;
  readonly committed: boolean;
}

/** What went where, or would, and which finished specs stay and why. */
export function renderArchive(archived: Archived): string {
  return [...movedLines(archived), ...skippedLines(archived.skipped)].join("");
}

/** More than a screen of them tells nobody anything. */
const shown = 40;

function moreLine(count: number): string {
  return count > shown ? `  ${color.dim(`… and ${count - shown} more; --json tells all`)}\n` : "";
}

const words = {
  archived: { done: "Archived", planned: "Would archive" },
  restored: { done: "Restored", planned: "Would restore" },
} as const;

function movedLines({ dry_run, results, older_than, committed }: Archived): string[] {
  const [first] = results;
  const age = older_than === undefined ? "" : ` older than ${escapeControls(older_than)}`;
  if (first === undefined) return [`There is nothing${age} to archive.\n`];
  const verb = words[first.outcome][dry_run ? "planned" : "done"];
  const commit = committed ? ", in one commit" : "; nothing was committed";
  const rows = results
    .slice(0, shown)
    .map(({ spec_id, status, to }) => [
      `  ${icons[status] ?? " "} ${color.bold(spec_id)}`,
      color.dim(`→ ${escapeControls(to)}`),
    ]);
  const head = `${verb} ${counted(results.length, "spec")}${age}${dry_run ? "" : commit}.\n`;
  return [head, table(rows), moreLine(results.length)];
}

function skippedLines(skipped: readonly Skipped[]): string[] {
  if (skipped.length === 0) return [];
  const lines = skipped.slice(0, shown).map(({ reason, fix }) => {
    const hint = fix === undefined ? "" : `  ${color.dim(escapeControls(runnable(fix)))}`;
    return `  ${color.yellow("⚠")} ${escapeControls(reason)}${hint}\n`;
  });
  const head = `${counted(skipped.length, "spec")} ${skipped.length === 1 ? "stays" : "stay"}:\n`;
  return [head, ...lines, moreLine(skipped.length)];
}
