import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { runnable } from "../terminal/runnable.ts";
import { icons } from "./icons.ts";
import { sizeOf } from "./size.ts";
import { counted } from "../terminal/counted.ts";

interface Facts {
  readonly spec_id: string;
  readonly title: string;
  readonly status: string;
  readonly stored_status: string;
  readonly path: string;
  readonly archived: boolean;
  readonly problem?: string;
  readonly waits_for: readonly string[];
  readonly lock: {
    readonly state: string;
    readonly pid?: number;
    readonly since?: string;
    readonly heartbeat_at?: string;
    readonly agent_pid?: number;
    readonly damage?: string;
  };
  readonly run?: {
    readonly attempt: number;
    readonly phase: string;
    readonly intent: string;
    readonly live: boolean;
    readonly outcome?: string;
    readonly reason?: string;
  };
  readonly worktree?: {
    readonly path: string;
    readonly exists: boolean;
    readonly uncommitted: readonly string[];
    readonly operation?: string;
  };
  readonly branch?: {
    readonly name: string;
    readonly exists: boolean;
    readonly target: string;
    readonly ahead: number;
    readonly behind: number;
    readonly commits: readonly string[];
  };
  readonly criteria: { readonly ticked: number; readonly open: readonly string[] };
  readonly log?: { readonly path: string; readonly bytes: number; readonly modified_at: string };
  readonly diagnosis: string;
  readonly healthy: boolean;
  readonly suggestions: readonly string[];
}

/** Everything that was looked at, then the diagnosis and what to type. */
export function renderDiagnose(facts: Facts): string {
  const rows = rowsOf(facts).filter(([, value]) => value !== undefined);
  const lines = rows.map(([name, value]) => `${color.dim(`${name}:`.padEnd(12))} ${escapeControls(value as string)}\n`);
  const head = `${color.bold("Spec:")} ${escapeControls(facts.spec_id)} ${escapeControls(facts.title)}\n`;
  const mark = facts.healthy ? color.green("✓") : color.yellow("⚠");
  const said = `\n${mark} ${escapeControls(facts.diagnosis)}\n`;
  const next = facts.suggestions.map((command) => `  ${color.dim("→")} ${escapeControls(runnable(command))}\n`);
  return `${head}${lines.join("")}${said}${next.join("")}`;
}

function rowsOf(facts: Facts): [string, string | undefined][] {
  const { status, stored_status, archived, log, problem, path } = facts;
  const stored = status === stored_status ? "" : ` (its file says ${stored_status.replace("_", " ")})`;
  return [
    ["Status", `${icons[status] ?? ""} ${status.replace("_", " ")}${stored}${archived ? ", archived" : ""}`.trim()],
    ["File", problem === undefined ? `${path}, reads well` : `${path}: ${problem}`],
    ["Lock", lockOf(facts)],
    ["Run", runOf(facts)],
    ["Worktree", worktreeOf(facts)],
    ["Uncommitted", uncommittedOf(facts)],
    ["Branch", branchOf(facts)],
    ["Criteria", criteriaOf(facts)],
    ["Log", log && `${log.path} (${sizeOf({ bytes: log.bytes, whole: true })}, ${log.modified_at})`],
    ["Waits for", facts.waits_for.length === 0 ? undefined : facts.waits_for.join(" ")],
  ];
}

function lockOf({ lock }: Facts): string {
  const { state, pid, since, agent_pid, heartbeat_at, damage } = lock;
  const texts: Readonly<Record<string, string>> = {
    free: "none",
    held: `held by process ${pid} since ${since}, last sign of life ${heartbeat_at}`,
    stale: `stale (process ${pid} is not running)`,
    damaged: `does not say who holds it: ${damage}`,
    orphaned: `process ${pid} is gone, its agent (process ${agent_pid}) is not`,
  };
  return texts[state] ?? `process ${pid} cannot be looked at from here`;
}

function runOf({ run }: Facts): string | undefined {
  if (run === undefined) return undefined;
  const { attempt, phase, intent, live, outcome, reason } = run;
  const asked = intent === "run" ? "" : `, asked to ${intent}`;
  const result = outcome === undefined ? "" : `, ${outcome.replace("_", " ")}${reason ? ` (${reason})` : ""}`;
  return `attempt ${attempt}${live ? `, in phase ${phase}` : ", settled"}${asked}${result}`;
}

function worktreeOf({ worktree }: Facts): string | undefined {
  if (worktree === undefined) return undefined;
  const { path, exists, operation } = worktree;
  return exists ? `${path}${operation === undefined ? "" : `, in the middle of a ${operation}`}` : "none";
}

function uncommittedOf({ worktree }: Facts): string | undefined {
  const files = worktree?.uncommitted ?? [];
  if (files.length === 0) return undefined;
  return `${counted(files.length, "file")} (${files.slice(0, 5).join(", ")}${files.length > 5 ? ", …" : ""})`;
}

function branchOf({ branch }: Facts): string | undefined {
  if (branch === undefined) return undefined;
  const { name, exists, target, ahead, behind, commits } = branch;
  if (!exists) return "none";
  return `${name}, ${ahead} ahead of ${target} and ${behind} behind, ${commits.length} of the agent's own`;
}

function criteriaOf({ criteria: { ticked, open } }: Facts): string {
  const total = ticked + open.length;
  return total === 0 ? "none" : `${ticked} of ${total} ticked`;
}
