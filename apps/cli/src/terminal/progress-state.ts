import type { ProgressEvent } from "@chant/operations";

/** What is known of a run that goes on. */
export interface RunState {
  readonly spec_id: string;
  readonly title?: string | undefined;
  readonly provider: string;
  readonly model?: string | undefined;
  readonly attempt: number;
  readonly position?: number | undefined;
  /** The agent profile that works it. */
  readonly agent?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** What is being done, in two or three words. */
  readonly doing: string;
  /** Until when it waits to be tried again, in milliseconds since the epoch. */
  readonly again?: number | undefined;
  /** What the agent did last. */
  readonly action?: string | undefined;
  readonly criteria?: { readonly ticked: number; readonly total: number } | undefined;
  /** USD. */
  readonly cost?: number | undefined;
}

/** What is known of everything that a command runs. */
export interface ProgressState {
  readonly mode: "single" | "chain" | "parallel";
  readonly since: number;
  readonly total?: number | undefined;
  /** More may follow than are known. */
  readonly open: boolean;
  readonly runs: ReadonlyMap<string, RunState>;
  /** Runs that wait to be tried again, and until when. */
  readonly waiting: ReadonlyMap<string, number>;
  /** How many ended how, `skipped` among them. */
  readonly ended: Readonly<Record<string, number>>;
  /** USD, of the runs that are over. */
  readonly spent: number;
  readonly stopping: boolean;
}

/** The state before anything has begun. */
export function firstState(now: number): ProgressState {
  const nothing = { runs: new Map(), waiting: new Map(), ended: {}, spent: 0, open: false, stopping: false };
  return { mode: "single", since: now, ...nothing };
}

/** The state after an event. */
export function nextState(state: ProgressState, event: ProgressEvent, now: number): ProgressState {
  switch (event.type) {
    case "dispatch_started":
      return { ...state, mode: event.mode, since: now, total: event.total, open: event.open === true };
    case "dispatch_ended":
      // What follows, if anything, is no part of it.
      return { ...state, mode: "single" };
    case "run_started":
      return start(state, event, now);
    case "run_ended":
      // One that was undone before its agent started was none.
      if (event.outcome === "unchanged") return without(state, event.spec_id);
      return count(without(state, event.spec_id), event.outcome, event);
    case "run_skipped":
      return count(state, "skipped", event);
    case "retry_scheduled":
      return again(state, event.spec_id, now + event.delay_seconds * 1000);
    default:
      return "spec_id" in event && event.spec_id !== undefined ? change(state, event.spec_id, patchOf(event)) : state;
  }
}

type Event<Type extends ProgressEvent["type"]> = Extract<ProgressEvent, { readonly type: Type }>;

function start(state: ProgressState, event: Event<"run_started">, now: number): ProgressState {
  const { spec_id, title, provider, model, attempt, position, total, agent } = event;
  const run = { spec_id, title, provider, model, attempt, position, agent, since: now, doing: "preparing" };
  const waiting = new Map(state.waiting);
  waiting.delete(spec_id);
  const runs = new Map(state.runs).set(spec_id, run);
  return { ...state, runs, waiting, total: total ?? state.total };
}

function without(state: ProgressState, specId: string): ProgressState {
  const runs = new Map(state.runs);
  runs.delete(specId);
  return { ...state, runs };
}

function count(
  state: ProgressState,
  outcome: string,
  { total, cost = 0 }: { total?: number; cost?: number },
): ProgressState {
  const ended = { ...state.ended, [outcome]: (state.ended[outcome] ?? 0) + 1 };
  return { ...state, ended, spent: state.spent + cost, total: total ?? state.total };
}

/** In the same run, or in one to come. */
function again(state: ProgressState, specId: string, until: number): ProgressState {
  if (state.runs.has(specId)) return change(state, specId, { again: until });
  return { ...state, waiting: new Map(state.waiting).set(specId, until) };
}

function change(state: ProgressState, specId: string, patch: Partial<RunState>): ProgressState {
  const run = state.runs.get(specId);
  return run === undefined ? state : { ...state, runs: new Map(state.runs).set(specId, { ...run, ...patch }) };
}

function patchOf(event: ProgressEvent): Partial<RunState> {
  switch (event.type) {
    case "phase":
      return { doing: doing[event.phase] ?? event.phase, again: undefined };
    case "criteria":
      return { criteria: { ticked: event.ticked, total: event.total } };
    case "usage":
      return event.cost === undefined ? {} : { cost: event.cost };
    case "agent":
      return patchOfAgent(event.event);
    default:
      return {};
  }
}

/** What goes on once a phase is told. */
const doing: Readonly<Record<string, string>> = {
  setup: "setting up",
  branched: "starting agent",
  running: "agent at work",
  judged: "recording",
  finalized: "merging",
  merged: "cleaning up",
  cleaned: "done",
};

function patchOfAgent(event: Event<"agent">["event"]): Partial<RunState> {
  switch (event.type) {
    case "started":
      return event.model === undefined ? {} : { model: event.model };
    case "text":
      return { action: lastLine(event.text) };
    case "tool_call":
      return { action: `${event.tool} ${event.summary}` };
    case "tool_result":
      return event.is_error ? { action: `✗ ${event.summary}` } : {};
    case "warning":
      return { action: `⚠ ${event.message}` };
    case "error":
      return { action: `✗ ${event.class}: ${event.message}` };
    default:
      return {};
  }
}

function lastLine(text: string): string {
  const trimmed = text.trimEnd();
  return trimmed.slice(trimmed.lastIndexOf("\n") + 1);
}
