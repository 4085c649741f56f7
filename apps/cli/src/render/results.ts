import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { duration } from "../terminal/elapsed.ts";
import { runnable } from "../terminal/runnable.ts";
import { icons } from "./icons.ts";
import type { Asked } from "./render.ts";

export interface Result {
  readonly spec_id: string;
  readonly outcome: string;
  readonly message: string;
  readonly commits: readonly string[];
  readonly merged: boolean;
  readonly merge_commit?: string;
  readonly model?: string;
  readonly cost?: number;
  readonly usage?: { readonly input_tokens: number; readonly output_tokens: number };
  readonly branch?: string;
  readonly worktree?: string;
  readonly log?: string;
  readonly criteria_open?: readonly string[];
  readonly waivers?: readonly { readonly gate: string; readonly reason: string }[];
  readonly next?: readonly string[];
}

/** What became of each spec, why, and what to type next. */
export function renderResults(
  { results }: { readonly results: readonly Result[] },
  { told }: Pick<Asked, "told"> = {},
): string {
  if (results.length === 0) return "Nothing to do.\n";
  return results.map((result) => renderOne(result, told?.took.get(result.spec_id))).join("\n");
}

function renderOne(result: Result, seconds: number | undefined): string {
  const { spec_id: id, outcome, message } = result;
  const facts = factsOf(result).filter(([, value]) => value !== undefined);
  const lines = facts.map(([name, value]) => `  ${color.dim(name.padEnd(9))} ${escapeControls(String(value))}\n`);
  const open = (result.criteria_open ?? []).map((text) => `  [ ] ${escapeControls(text)}\n`);
  const next = (result.next ?? []).map((command) => `  ${color.dim("next")}      ${runnable(command)}\n`);
  const became = `${outcome.replace("_", " ")}${result.merged ? ", merged" : ""}${afterOf(seconds)}`;
  return `${icons[outcome] ?? ""} ${color.bold(id)} ${became}: ${escapeControls(message)}\n${[...open, ...lines, ...next].join("")}`;
}

/** How long something took that is now told for the first time. */
export function afterOf(seconds: number | undefined, word = "after"): string {
  return seconds === undefined ? "" : ` ${word} ${duration(seconds)}`;
}

function factsOf(result: Result): [string, string | undefined][] {
  const { commits, model, cost, usage, branch, worktree, log, waivers } = result;
  return [
    ["commits", commits.length === 0 ? undefined : commits.map((hash) => hash.slice(0, 8)).join(" ")],
    ["model", model],
    ["cost", cost === undefined ? undefined : `$${cost.toFixed(4)}`],
    ["tokens", usage === undefined ? undefined : `${usage.input_tokens} in, ${usage.output_tokens} out`],
    ["waived", waivers?.map((waiver) => waiver.gate).join(", ")],
    ["branch", branch],
    ["worktree", worktree],
    ["log", log],
  ];
}
