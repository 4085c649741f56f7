import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { table } from "../terminal/width.ts";
import { icons } from "./icons.ts";
import { sizeOf } from "./size.ts";

interface Named {
  readonly id: string;
  readonly title: string;
}

interface Status {
  readonly brief?: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly today: { readonly completed: number; readonly started: number; readonly created: number };
  readonly attention: readonly (Named & {
    readonly status: string;
    readonly ago?: string;
    readonly message?: string;
  })[];
  readonly in_progress: readonly (Named & {
    readonly elapsed_minutes: number;
    readonly attempt?: number;
    readonly cut_off: boolean;
  })[];
  readonly ready: readonly Named[];
  readonly ready_count: number;
  readonly needs_approval?: readonly (Named & { readonly approval: string })[];
  readonly needs_approval_count?: number;
  readonly agent?: { readonly provider: string; readonly permission: string };
  readonly repositories?: readonly Repository[];
  readonly disk?: readonly Size[];
  readonly worktrees?: readonly Worktree[];
}

interface Repository {
  readonly name?: string;
  readonly path: string;
  readonly counts: Readonly<Record<string, number>>;
}

interface Size {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly files: number;
  readonly whole: boolean;
}

interface Worktree {
  readonly path: string;
  readonly branch?: string;
  readonly head?: string;
  readonly spec_id?: string;
  readonly title?: string;
  readonly status?: string;
  readonly running: boolean;
  readonly prunable: boolean;
  readonly bytes: number;
  readonly whole: boolean;
}

/** Numbers first, then what needs somebody, what goes on and what could be worked. */
export function renderStatus(status: Status): string {
  if (status.brief !== undefined) return `${status.brief}\n`;
  const parts = [
    countsOf(status),
    section(`${icons["needs_attention"] ?? ""} Needs attention`, attentionRows(status)),
    section(`${icons["in_progress"] ?? ""} In progress`, progressRows(status)),
    section(`${icons["ready"] ?? ""} Ready`, readyRows(status)),
    section("Needs approval", approvalRows(status)),
    section("Repositories", repositoryRows(status.repositories ?? [])),
    status.disk === undefined ? "" : section("Disk", sizeRows(status.disk)),
    status.worktrees === undefined ? "" : section("Worktrees", worktreeRows(status.worktrees), "none"),
  ];
  return parts.filter((part) => part !== "").join("\n");
}

const shown = [
  ["ready", "Ready"],
  ["in_progress", "In Progress"],
  ["paused", "Paused"],
  ["pending", "Pending"],
  ["blocked", "Blocked"],
  ["completed", "Completed"],
  ["failed", "Failed"],
  ["needs_attention", "Needs Attention"],
  ["cancelled", "Cancelled"],
  ["unreadable", "Unreadable"],
] as const;

/** What is rare is left out while there is none of it. */
const rare: ReadonlySet<string> = new Set(["paused", "needs_attention", "unreadable"]);

function countsOf({ counts, today, agent }: Status): string {
  const rows = shown
    .filter(([name]) => !rare.has(name) || (counts[name] ?? 0) > 0)
    .map(([name, word]) => [`${word}:`, String(counts[name] ?? 0)] as const);
  const day = `Today: ${today.created} created, ${today.started} started, ${today.completed} completed`;
  const works = agent && `Agents: ${escapeControls(agent.provider)}, ${agent.permission} permission`;
  return `${color.bold("Spec Status")}\n${table(rows)}${color.dim([day, works].filter(Boolean).join("\n"))}\n`;
}

function section(name: string, rows: readonly (readonly string[])[], none?: string): string {
  if (rows.length === 0) return none === undefined ? "" : `${color.bold(name)}: ${none}\n`;
  return `${color.bold(name)}\n${table(rows)}`;
}

function attentionRows({ attention }: Status): string[][] {
  return attention.map(({ id, title, status, ago = "", message = "" }) => [
    `  ${escapeControls(id)}`,
    escapeControls(title || "(untitled)"),
    color.yellow(status.replace("_", " ")),
    color.dim(ago),
    color.dim(escapeControls(message).replaceAll("\n", " ")),
  ]);
}

function progressRows({ in_progress }: Status): string[][] {
  return in_progress.map(({ id, title, elapsed_minutes, attempt, cut_off }) => [
    `  ${escapeControls(id)}`,
    escapeControls(title || "(untitled)"),
    elapsedOf(elapsed_minutes),
    cut_off ? color.yellow("cut off: chant recover") : color.dim(attempt === undefined ? "" : `attempt ${attempt}`),
  ]);
}

function elapsedOf(minutes: number): string {
  return minutes < 60 ? `${minutes}m` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

function readyRows({ ready, ready_count }: Status): string[][] {
  const rows = ready.map(({ id, title }) => [`  ${escapeControls(id)}`, escapeControls(title || "(untitled)")]);
  const more = ready_count - ready.length;
  return more > 0 ? [...rows, [color.dim(`  … and ${more} more: chant ready`)]] : rows;
}

function approvalRows({ needs_approval = [], needs_approval_count = 0 }: Status): string[][] {
  const rows = needs_approval.map(({ id, title, approval }) => [
    `  ${escapeControls(id)}`,
    escapeControls(title || "(untitled)"),
    ...(approval === "rejected" ? [color.red("rejected")] : []),
  ]);
  const more = needs_approval_count - needs_approval.length;
  return more > 0 ? [...rows, [color.dim(`  … and ${more} more: chant list --approval pending`)]] : rows;
}

function repositoryRows(repositories: readonly Repository[]): string[][] {
  return repositories.map(({ name, path, counts }) => {
    const numbers = shown.filter(([key]) => (counts[key] ?? 0) > 0).map(([key, word]) => `${counts[key]} ${word}`);
    const said = numbers.length === 0 ? "no specs" : numbers.join(", ").toLowerCase();
    return [`  ${escapeControls(name ?? "")}`, said, color.dim(escapeControls(path))];
  });
}

function sizeRows(sizes: readonly Size[]): string[][] {
  return sizes.map((size) => [
    `  ${size.name}`,
    sizeOf(size),
    `${size.files} files`,
    color.dim(escapeControls(size.path)),
  ]);
}

function worktreeRows(worktrees: readonly Worktree[]): string[][] {
  return worktrees.map((worktree) => [
    `  ${escapeControls(worktree.spec_id ?? worktree.branch ?? "?")}`,
    worktree.running ? "running" : (worktree.status ?? "unknown").replace("_", " "),
    worktree.prunable ? color.yellow("gone") : sizeOf(worktree),
    worktree.head ?? "",
    escapeControls(worktree.path),
    color.dim(escapeControls(worktree.title ?? "")),
  ]);
}
