import type { ProgressEvent } from "@chant/operations";
import { color } from "./color.ts";
import { escapeControls } from "./escape.ts";
import { print, printError, warn } from "./print.ts";

export interface Reporter {
  event(event: ProgressEvent): void;
  end(): void;
}

/** Shows progress on standard error as it happens; nothing with `--quiet` or `--json`. Followed log lines are the result. */
export function createReporter({ quiet, json }: { readonly quiet: boolean; readonly json: boolean }): Reporter {
  const silent = quiet || json;
  return {
    event(event) {
      if (event.type === "line") void print(`${escapeControls(event.line)}\n`);
      else if (event.type === "warning") void (json ? undefined : warn(escapeControls(event.message)));
      else if (!silent) void printError(lineOf(event));
    },
    end: () => undefined,
  };
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
