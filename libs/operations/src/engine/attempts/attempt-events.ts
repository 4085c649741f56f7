import { open } from "node:fs/promises";
import type { AgentEvent } from "@chant/providers";

/** One call of a tool, and whether the tool said that it failed. */
interface Action {
  readonly tool: string;
  readonly summary: string;
  readonly failed: boolean;
}

/** What an attempt's event log tells. */
export interface AttemptEvents {
  /** How often each tool was called, the most called first. */
  readonly tools: readonly { readonly tool: string; readonly calls: number }[];
  /** The last calls, oldest first. */
  readonly last_actions: readonly Action[];
  /** What the agent's program reported, never what its model wrote. */
  readonly errors: readonly { readonly class: string; readonly message: string }[];
  readonly seconds: number;
}

const kept = { actions: 5, errors: 3 };

type Logged = AgentEvent & { readonly at?: string };

/** Reads the event log of an attempt, however long it is; lines that are no events, and a log that is not there, tell nothing. */
export async function readAttemptEvents(file: string): Promise<AttemptEvents> {
  const collector = createCollector();
  const log = await open(file).catch(() => undefined);
  if (log === undefined) return collector.told();
  for await (const line of log.readLines()) {
    const event = parseEvent(line);
    if (event !== undefined) collector.take(event);
  }
  return collector.told();
}

function parseEvent(line: string): Logged | undefined {
  try {
    return JSON.parse(line) as Logged;
  } catch {
    return undefined;
  }
}

function createCollector() {
  const calls = new Map<string, number>();
  let actions: Action[] = [];
  let errors: { class: string; message: string }[] = [];
  let [first, last] = [NaN, NaN];
  return {
    take(event: Logged) {
      const at = Date.parse(event.at ?? "");
      if (Number.isNaN(first)) first = at;
      if (!Number.isNaN(at)) last = at;
      if (event.type === "tool_call") calls.set(event.tool, (calls.get(event.tool) ?? 0) + 1);
      if (event.type === "error")
        errors = [...errors, { class: event.class, message: event.message }].slice(-kept.errors);
      actions = withEvent(actions, event).slice(-kept.actions);
    },
    told(): AttemptEvents {
      const tools = [...calls].map(([tool, count]) => ({ tool, calls: count })).sort((a, b) => b.calls - a.calls);
      const seconds = Number.isNaN(last - first) ? 0 : Math.round((last - first) / 1000);
      return { tools, last_actions: actions, errors, seconds };
    },
  };
}

/** A result belongs to the last call. */
function withEvent(actions: Action[], event: Logged): Action[] {
  const last = actions.at(-1);
  if (event.type === "tool_call") return [...actions, { tool: event.tool, summary: event.summary, failed: false }];
  if (event.type !== "tool_result" || !event.is_error || last === undefined) return actions;
  return [...actions.slice(0, -1), { ...last, failed: true }];
}
