import type { ProgressEvent } from "@chant/operations";
import { color } from "./color.ts";
import { escapeControls } from "./escape.ts";
import { print, printError, warn } from "./print.ts";

/** Shows progress on standard error as it happens; nothing with `--quiet` or `--json`. Followed log lines are the result. */
export function createReporter({ quiet, json }: Audience): (event: ProgressEvent) => void {
  return (event) => {
    if (event.type === "line") return void print(`${escapeControls(event.line)}\n`);
    if (event.type === "warning") return json ? undefined : void warn(escapeControls(event.message));
    if (!quiet && !json) void printError(lineOf(event));
  };
}

interface Audience {
  readonly quiet: boolean;
  readonly json: boolean;
}

function lineOf(event: ProgressEvent): string {
  if (event.type === "phase") return `${color.cyan("→")} ${escapeControls(event.message)}\n`;
  if (event.type === "notice") return `${color.dim("ℹ")} ${escapeControls(event.message)}\n`;
  if (event.type !== "agent") return "";
  const inner = event.event;
  if (inner.type === "text") return `  ${escapeControls(inner.text.trimEnd()).replaceAll("\n", "\n  ")}\n`;
  if (inner.type === "tool_call") return color.dim(`  ${inner.tool} ${escapeControls(inner.summary)}\n`);
  if (inner.type === "error") return `  ${color.red(`${inner.class}: ${escapeControls(inner.message)}`)}\n`;
  return "";
}
