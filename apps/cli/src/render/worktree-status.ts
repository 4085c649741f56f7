import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { runnable } from "../terminal/runnable.ts";
import { sizeOf } from "./size.ts";
import { counted } from "../terminal/counted.ts";

interface Row {
  readonly path: string;
  readonly branch?: string;
  readonly head?: string;
  readonly spec_id?: string;
  readonly title?: string;
  readonly status?: string;
  readonly running: boolean;
  readonly prunable: boolean;
  readonly locked?: boolean;
  readonly uncommitted?: number;
  readonly reason?: string;
  readonly age?: string;
  readonly bytes: number;
  readonly whole: boolean;
}

interface Status {
  readonly worktrees: readonly Row[];
  readonly prunable: number;
  readonly bytes: number;
  readonly whole: boolean;
}

/** Every worktree with its facts below its path, and what all of them take. */
export function renderWorktreeStatus({ worktrees, prunable, ...size }: Status): string {
  if (worktrees.length === 0) return "There are no worktrees of runs.\n";
  const head = `Found ${counted(worktrees.length, "chant worktree")}:\n\n`;
  const hint = runnable("chant cleanup");
  const warning = prunable === 0 ? "" : color.yellow(`⚠ ${counted(prunable, "prunable worktree")}: ${hint}\n`);
  return `${head}${worktrees.map(renderOne).join("\n")}\n${warning}Total disk usage: ${sizeOf(size)}\n`;
}

function renderOne(row: Row): string {
  const marks = [row.prunable ? color.red("[prunable]") : "", row.locked ? color.yellow("[locked]") : ""];
  const facts = factsOf(row).filter((fact) => fact[1] !== undefined);
  const lines = facts.map(
    ([name, value]) => `  ${color.dim(`${name}:`.padEnd(12))} ${escapeControls(String(value))}\n`,
  );
  return `${[escapeControls(row.path), ...marks].filter(Boolean).join(" ")}\n${lines.join("")}`;
}

function factsOf(row: Row): [string, string | undefined][] {
  const { branch, head, spec_id, title, running, prunable, uncommitted, age, reason } = row;
  const status = running ? "running" : row.status?.replace("_", " ");
  return [
    ["Branch", branch ?? "(detached)"],
    ["HEAD", head],
    ["Spec", spec_id],
    ["Title", title === "" ? "(untitled)" : title],
    ["Status", status ?? "unknown (spec not found)"],
    ["Uncommitted", uncommitted ? counted(uncommitted, "file") : undefined],
    ["Size", prunable ? undefined : sizeOf(row)],
    ["Age", age],
    ["Reason", reason],
  ];
}
