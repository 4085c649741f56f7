import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { renderResults } from "./results.ts";

interface Watched {
  readonly ended: string;
  readonly results: readonly unknown[];
}

/** What became of the one run that was followed; what watch itself did it has told already. */
export function renderWatch({ ended, results }: Watched): string {
  return ended === "settled" ? renderResults({ results: results as never }) : "";
}

/** Who watches now. */
export function renderWatchStart({ pid, log }: { readonly pid: number; readonly log: string }): string {
  return `Watch runs as process ${pid}.\n  ${color.dim("log")}  ${escapeControls(log)}\n`;
}

/** Who watched. */
export function renderWatchStop({ pid, stopped }: { readonly pid: number; readonly stopped: boolean }): string {
  return stopped ? `Watch has ended (process ${pid}).\n` : `Watch was asked to end and has not yet (process ${pid}).\n`;
}

interface Status {
  readonly watch_running: boolean;
  readonly pid?: number;
  readonly since?: string;
  readonly last_look?: string;
  readonly worktrees: readonly {
    readonly spec_id: string;
    readonly path: string;
    readonly status: string;
    readonly error: string | null;
  }[];
  readonly retries: readonly { readonly spec_id: string; readonly due: string }[];
}

/** Who watches, what there is to watch and what is to be tried again. */
export function renderWatchStatus({ watch_running, pid, since, last_look, worktrees, retries }: Status): string {
  const look = last_look === undefined ? "" : `, last looked at ${last_look}`;
  const who = watch_running ? `Watch runs: process ${pid} since ${since}${look}.` : "Watch is not running.";
  const trees = worktrees.map(({ spec_id, status, path, error }) => {
    const why = error === null ? "" : `: ${escapeControls(error)}`;
    return `  ${color.bold(spec_id)} ${status}${why}\n    ${color.dim(escapeControls(path))}\n`;
  });
  const due = retries.map(({ spec_id, due: at }) => `  ${color.bold(spec_id)} is tried again at ${at}\n`);
  return `${who}\n${[...trees, ...due].join("")}`;
}
