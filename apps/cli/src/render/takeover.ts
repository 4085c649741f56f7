import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { icons } from "./icons.ts";

interface TakenOver {
  readonly spec_id: string;
  readonly status: string;
  readonly analysis: string;
  readonly suggestion: string;
  readonly log_tail: string;
  readonly worktree_path: string | null;
  readonly branch?: string;
  readonly facts?: {
    readonly criteria_ticked: readonly string[];
    readonly criteria_open: readonly string[];
    readonly last_actions: readonly { readonly tool: string; readonly summary: string; readonly failed: boolean }[];
  };
}

/** How far the agent came, what it did last, and how to go on. */
export function renderTakeover({ spec_id, status, analysis, suggestion, facts, ...rest }: TakenOver): string {
  const places = [
    ["branch", rest.branch],
    ["worktree", rest.worktree_path ?? undefined],
  ] as const;
  const lines = [
    `${icons[status] ?? ""} ${color.bold(spec_id)} ${status.replace("_", " ")}: ${escapeControls(analysis)}`,
    ...(facts?.criteria_ticked ?? []).map((text) => `  [x] ${escapeControls(text)}`),
    ...(facts?.criteria_open ?? []).map((text) => `  [ ] ${escapeControls(text)}`),
    ...(facts?.last_actions ?? []).map(actionLine),
    ...places.flatMap(([name, path]) =>
      path === undefined ? [] : [`  ${color.dim(name.padEnd(9))} ${escapeControls(path)}`],
    ),
    `  ${color.dim("next")}      ${escapeControls(suggestion)}`,
  ];
  return `${lines.join("\n")}\n`;
}

function actionLine({ tool, summary, failed }: { tool: string; summary: string; failed: boolean }): string {
  return `  ${failed ? color.red("✗") : color.dim("→")} ${escapeControls(`${tool} ${summary}`)}`;
}
