import type { ProgressEvent } from "@chant/operations";
import { errorColor as color } from "./color.ts";
import { dollars, duration } from "./elapsed.ts";
import { escapeControls } from "./escape.ts";
import { oneLine } from "./one-line.ts";
import { counted } from "./counted.ts";

type Event<Type extends ProgressEvent["type"]> = Extract<ProgressEvent, { readonly type: Type }>;

/** `name` is the spec's id and a space, nothing where the line begins with it anyway. */
type Lines = { readonly [Type in ProgressEvent["type"]]?: (event: Event<Type>, name: string) => string | undefined };

/** What stays on a terminal and in a log: how everything ended, and words on the side. */
const records: Lines = {
  dispatch_started: dispatchStarted,
  dispatch_ended: dispatchEnded,
  run_ended: runEnded,
  run_skipped: ({ message }, name) => `${color.yellow("⚠")} ${name}skipped: ${oneLine(message)}`,
  retry_scheduled: ({ delay_seconds: wait, message }, name) =>
    `${color.yellow("↻")} ${name}again in ${duration(wait)}: ${oneLine(message)}`,
  notice: ({ message }) => `${color.dim("ℹ")} ${escapeControls(message)}`,
  warning: ({ message }) => `${color.yellow("⚠")} ${escapeControls(message)}`,
};

/** What a live display shows in passing. */
const steps: Lines = {
  run_started: runStarted,
  phase: ({ message }) => `${color.cyan("→")} ${oneLine(message)}`,
};

/** What only those who ask for it are told. */
const details: Lines = {
  agent: ({ event }) => agentSaid(event),
  criteria: ({ ticked, total }) => `  ${ticked}/${total} criteria ticked`,
};

export interface LineStyle {
  /** Nothing shows the steps in passing. */
  readonly plain: boolean;
  readonly verbose: boolean;
  /** Several specs are worked: each line says which it is about. */
  readonly several: boolean;
  /** How many specs are known to be worked. */
  readonly total?: number | undefined;
}

/** The lines of an event, without their end; undefined for one that has none in this style. */
export function progressLine(event: ProgressEvent, { plain, verbose, several, total }: LineStyle): string | undefined {
  const lines: Lines = { ...records, ...(plain && steps), ...(verbose && details) };
  const specId = "spec_id" in event ? event.spec_id : undefined;
  const name = several || specId === undefined ? "" : `${specId} `;
  const tell = lines[event.type] as ((event: ProgressEvent, name: string) => string | undefined) | undefined;
  const text = tell?.(withTotal(event, total), name);
  return text === undefined || specId === undefined || !several ? text : `${color.dim(`[${specId}]`)} ${text}`;
}

/** Of a chain that goes on with what becomes ready, each run only knows where it stands itself. */
function withTotal(event: ProgressEvent, total: number | undefined): ProgressEvent {
  if (!("position" in event) || event.position === undefined || event.total !== undefined) return event;
  return total === undefined ? event : { ...event, total: Math.max(total, event.position) };
}

function dispatchStarted({ mode, total, open, agents = [] }: Event<"dispatch_started">): string {
  const how = mode === "chain" ? "one after the other" : "side by side";
  const more = open === true ? ", and what becomes ready" : "";
  const count = total === undefined ? "Working specs" : `Working ${counted(total, "spec")}`;
  const each = agents.map(({ name, slots }) => `\n  ${color.dim("•")} ${oneLine(name)}: ${slots} at once`);
  return `${color.cyan("→")} ${count} ${how}${more}${each.join("")}`;
}

function runStarted(event: Event<"run_started">, name: string): string {
  const { title, agent, provider, model, prompt, attempt } = event;
  const who = [agent, provider, model].filter((word) => word !== undefined).join(" ");
  const again = attempt > 1 ? `, attempt ${attempt}` : "";
  const what = [`${name}${placeOf(event)}`.trim(), ...(title === undefined ? [] : [oneLine(title)])].filter(Boolean);
  return `${color.cyan("→")} Working ${what.join(": ")} (${who}, prompt ${oneLine(prompt)}${again})`;
}

function placeOf({ position, total }: { readonly position?: number; readonly total?: number }): string {
  return position === undefined ? "" : `${position}/${total ?? "?"} `;
}

const signs: Readonly<Record<string, string>> = {
  completed: color.green("✓"),
  failed: color.red("✗"),
  needs_attention: color.yellow("⚠"),
  paused: color.yellow("◑"),
};

/** One line a spec: its outcome, how long it took and what it cost; and why, where it is not done. */
function runEnded(event: Event<"run_ended">, name: string): string {
  const { outcome, message, merged, seconds, cost } = event;
  const became = outcome === "unchanged" ? "is as it was" : outcome.replace("_", " ");
  const price = cost === undefined ? "" : `, ${dollars(cost)}`;
  const why = outcome === "completed" ? "" : `: ${oneLine(message)}`;
  const sign = signs[outcome] ?? color.dim("•");
  return `${sign} ${placeOf(event)}${name}${became}${merged ? ", merged" : ""} after ${duration(seconds)}${price}${why}`;
}

function dispatchEnded(event: Event<"dispatch_ended">): string {
  const { mode, reason, seconds, cost, remaining = 0 } = event;
  const names = ["completed", "failed", "needs_attention", "paused", "skipped"] as const;
  const counts = names.filter((name) => event[name] > 0).map((name) => `${event[name]} ${name.replace("_", " ")}`);
  const done = counts.length === 0 ? "nothing was worked" : counts.join(", ");
  const price = cost === undefined ? "" : `, ${dollars(cost)}`;
  const ready = remaining === 0 ? "" : `; ${remaining} still ready to work`;
  const how = endings[reason] ?? reason.replaceAll("_", " ");
  return `${color.bold(`${mode === "chain" ? "Chain" : "Parallel execution"} ${how}`)}: ${done} in ${duration(seconds)}${price}${ready}`;
}

const endings: Readonly<Record<string, string>> = {
  finished: "finished",
  failure: "stopped after a failure",
  limit: "stopped at its limit",
  budget: "stopped by the budget",
  interrupted: "interrupted",
  stopped: "stopped",
};

function agentSaid(event: Event<"agent">["event"]): string | undefined {
  switch (event.type) {
    case "text":
      return `  ${escapeControls(event.text.trimEnd()).replaceAll("\n", "\n  ")}`;
    case "tool_call":
      return color.dim(`  ${event.tool} ${escapeControls(event.summary)}`);
    case "error":
      return `  ${color.red(`${event.class}: ${escapeControls(event.message)}`)}`;
    case "warning":
      return `  ${color.yellow(escapeControls(event.message))}`;
    default:
      return undefined;
  }
}
