import { color } from "../terminal/color.ts";
import { escapeControls } from "../terminal/escape.ts";
import { icons } from "./icons.ts";
import type { Asked } from "./render.ts";
import { afterOf, renderResults } from "./results.ts";

interface NotDone {
  readonly spec_id: string;
  readonly reason: string;
  readonly message: string;
}

interface Summary {
  readonly mode: string;
  readonly completed: number;
  readonly failed: number;
  readonly needs_attention: number;
  readonly paused: number;
  readonly skipped: readonly NotDone[];
  readonly stopped?: string;
  readonly ready: readonly string[];
  readonly blocked: readonly NotDone[];
  readonly agents: readonly { readonly name: string; readonly started: number }[];
  readonly pitfalls: readonly { readonly severity: string; readonly spec_id?: string; readonly message: string }[];
  readonly cost?: number;
}

type Results = Parameters<typeof renderResults>[0]["results"];

interface Output {
  readonly results: Results;
  readonly summary?: Summary;
}

/** What became of specs; of several, one line for each that is merged, and what a chain or parallel work came to. */
export function renderWork({ results, summary }: Output, { told }: Pick<Asked, "told"> = {}): string {
  if (summary === undefined) return renderResults({ results }, { ...(told && { told }) });
  const merged = results.filter(isMerged);
  const [done, open] = [
    merged.filter(({ spec_id }) => !told?.shown.has(spec_id)),
    results.filter((one) => !isMerged(one)),
  ];
  const lines = done.map(
    ({ spec_id, message }) => `${icons["completed"]} ${color.bold(spec_id)} ${escapeControls(message)}\n`,
  );
  const details = open.length === 0 ? "" : `${lines.length > 0 ? "\n" : ""}${renderResults({ results: open })}`;
  return `${lines.join("")}${details}${done.length + open.length > 0 ? "\n" : ""}${renderSummary(summary, told?.dispatch)}`;
}

/** A driver whose members are done has no branch of its own. */
function isMerged({ outcome, merged, branch }: Results[number]): boolean {
  return outcome === "completed" && (merged || branch === undefined);
}

const endings: Readonly<Record<string, string>> = {
  failure: "Stopped at the first failure",
  limit: "Stopped at the limit",
  budget: "Stopped: the budget is used up",
  interrupted: "Interrupted",
  stopped: "Stopped by chant stop",
};

function renderSummary(summary: Summary, seconds: number | undefined): string {
  const { skipped, ready, blocked, agents, pitfalls, stopped, cost } = summary;
  const isEmpty = countsOf(summary).length === 0;
  const head = stopped === undefined ? (isEmpty ? "Nothing was ready to be worked" : "Finished") : endings[stopped];
  return [
    `${color.bold(head ?? "Finished")}${isEmpty ? "" : `: ${countsOf(summary).join(", ")}${afterOf(seconds, "in")}`}`,
    ...(cost === undefined ? [] : [fact("cost", `$${cost.toFixed(4)}`)]),
    ...(agents.length === 0
      ? []
      : [fact("agents", agents.map(({ name, started }) => `${name} ${started}`).join(", "))]),
    ...skipped.map(({ spec_id, message }) => `${color.yellow("⚠")} skipped ${spec_id}: ${escapeControls(message)}`),
    ...pitfalls.map(({ severity, spec_id, message }) => {
      const mark = severity === "high" ? color.red("✗") : color.yellow("⚠");
      return `${mark} ${spec_id === undefined ? "" : `${spec_id}: `}${escapeControls(message)}`;
    }),
    ...some(blocked).map(({ spec_id, message }) => `${icons["blocked"]} ${spec_id} waits: ${escapeControls(message)}`),
    ...more(blocked.length),
    ...(ready.length === 0 ? [] : [fact("ready", `${ready.length} still to be worked: ${some(ready).join(", ")}`)]),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function countsOf({ completed, failed, needs_attention, paused, skipped }: Summary): string[] {
  const counts = { completed, failed, "in need of attention": needs_attention, paused, skipped: skipped.length };
  return Object.entries(counts).flatMap(([name, count]) => (count > 0 ? [`${count} ${name}`] : []));
}

function fact(name: string, value: string): string {
  return `  ${color.dim(name.padEnd(9))} ${escapeControls(value)}`;
}

/** A screen is no place for hundreds. */
const shown = 10;

function some<T>(all: readonly T[]): readonly T[] {
  return all.slice(0, shown);
}

function more(count: number): string[] {
  return count > shown ? [`  and ${count - shown} more`] : [];
}
