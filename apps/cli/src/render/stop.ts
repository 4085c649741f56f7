import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { runnable } from "../terminal/runnable.ts";
import { renderResults, type Result } from "./results.ts";

interface Stopped {
  readonly state: "stopped" | "already_stopped" | "nothing_to_stop";
  readonly stopped_at: string;
  readonly results: readonly Result[];
  readonly completed: number;
  readonly total: number;
  readonly handoff?: string;
  readonly next: readonly string[];
}

const heads: Readonly<Record<Stopped["state"], (stopped: Stopped) => string>> = {
  stopped: () => `${color.green("✓")} Stopped. What was done is kept on the branches.`,
  already_stopped: ({ stopped_at }) => `Stopped already, at ${stopped_at}.`,
  nothing_to_stop: () => "Nothing to stop: no run is going on.",
};

/** What became of each run, how far everything is, and how it goes on. */
export function renderStop(stopped: Stopped): string {
  const { state, results, completed, total, handoff, next } = stopped;
  const lines = [
    heads[state](stopped),
    `  ${color.dim("completed")} ${completed} / ${total} specs`,
    ...(handoff === undefined ? [] : [`  ${color.dim("note")}      ${escapeControls(handoff)}`]),
    ...next.map((command) => `  ${color.dim("next")}      ${runnable(command)}`),
  ];
  const head = `${lines.join("\n")}\n`;
  return results.length === 0 ? head : `${renderResults({ results })}\n${head}`;
}
