import { performance } from "node:perf_hooks";
import { setMaxListeners } from "node:events";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import type { RunResult } from "../run/run-result.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import { loadSpecs, type SpecSet } from "../specs/specs.ts";
import type { StartRequest } from "../run/start-run.ts";
import { stopRequestedSince } from "../control/stop-mark.ts";
import type { AgentProfile } from "./agents.ts";
import { completeDriver, hasOwnWork, isDriver } from "./drivers.ts";
import { drive, toRefused, type Driven } from "./drive.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { listStartable, type Selection } from "./select.ts";
import { sumUp, type DispatchSummary, type StopReason } from "./summary.ts";

/** A chain or parallel command. */
export interface Dispatch {
  readonly project: Project;
  readonly context: Context;
  readonly mode: "chain" | "parallel";
  readonly selection: Selection;
  /** What every run is started with. */
  readonly request: Omit<StartRequest, "project" | "context" | "id" | "mode" | "position" | "agent">;
  readonly keep_going: boolean;
  /** How many specs may be completed; 0 for any number. */
  readonly chain_max: number;
  /** How many runs may be begun; undefined for any number. */
  readonly most?: number | undefined;
  /** USD that all runs together may cost. */
  readonly max_cost?: number | undefined;
  /** How many specs are worked at once. */
  readonly capacity: number;
  readonly since: Date;
}

export interface Dispatched {
  readonly results: RunResult[];
  readonly summary: DispatchSummary;
}

/** Starts runs until there is none to start or something stops it; gives what stopped it. */
export type Loop = (dispatch: Dispatch, ledger: Ledger) => Promise<StopReason | undefined>;

/**
 * Runs a chain or parallel command to its end. A spec is attempted at most once. Throws what refused its first spec and
 * would refuse any other.
 */
export async function runDispatch(dispatch: Dispatch, loop: Loop): Promise<Dispatched> {
  const ledger = createLedger();
  const begun = performance.now();
  // Every run listens to these.
  setMaxListeners(0, dispatch.context.signal, dispatch.context.kill);
  const before = await loadSpecs(dispatch.project);
  const selected = dispatch.selection.ids ?? listStartable(before, dispatch.selection, ledger).map(({ id }) => id);
  reportStart(dispatch, selected);
  const stopped = await loop(dispatch, ledger);
  if (ledger.fatal !== undefined && ledger.started === 0) throw ledger.fatal;
  await noteDrivers(dispatch, { ledger, before });
  const summary = await sumUp(dispatch, ledger, { selected, stopped });
  reportEnd(dispatch, summary, begun);
  return { results: [...ledger.results], summary };
}

/** How many are shown to whoever waits for the first one. */
const shownIds = 10;

/** The set to be worked is told before anything starts. */
function reportStart({ context, mode, selection, project, chain_max }: Dispatch, selected: readonly string[]): void {
  const shown = selected.slice(0, shownIds).join(", ");
  const more = selected.length > shownIds ? ` and ${selected.length - shownIds} more` : "";
  const agents = project.config.parallel.agents.map(({ name, max_concurrent: slots }) => ({ name, slots }));
  const isOpen = selection.ids === undefined || selection.waiting !== undefined;
  context.report({
    type: "dispatch_started",
    mode,
    total: chain_max > 0 ? Math.min(chain_max, selected.length) : selected.length,
    ...(isOpen && { open: true }),
    ...(agents.length > 0 && mode === "parallel" && { agents }),
  });
  if (selected.length > 0) context.report({ type: "notice", message: `To be worked: ${shown}${more}` });
}

function reportEnd({ context }: Dispatch, summary: DispatchSummary, begun: number): void {
  const { mode, completed, failed, needs_attention, paused, skipped, ready, stopped, cost } = summary;
  context.report({
    type: "dispatch_ended",
    ...{ mode, completed, failed, needs_attention, paused, skipped: skipped.length, remaining: ready.length },
    reason: stopped ?? "finished",
    seconds: Math.round((performance.now() - begun) / 100) / 10,
    ...(cost === undefined ? {} : { cost }),
  });
}

/** Drivers that were to be worked, and that the last of their members completed. */
async function noteDrivers(dispatch: Dispatch, { ledger, before }: { ledger: Ledger; before: SpecSet }): Promise<void> {
  const now = await loadSpecs(dispatch.project);
  for (const id of dispatch.selection.ids ?? []) {
    if (ledger.tried.has(id) || !isDriver(now, id) || before.find(id)?.status === "completed") continue;
    if (now.find(id)?.status !== "completed") continue;
    ledger.note({
      spec_id: id,
      outcome: "completed",
      message: `All members of ${id} are done.`,
      commits: [],
      merged: false,
    });
  }
}

/** Why nothing more is to be started; undefined while something may be. */
export async function findStopReason(dispatch: Dispatch, ledger: Ledger): Promise<StopReason | undefined> {
  const { mode, keep_going, max_cost } = dispatch;
  const halted = await findHalt(dispatch, ledger);
  if (halted !== undefined) return halted;
  if (mode === "chain" && !keep_going && ledger.failed.size > 0) return "failure";
  if (max_cost !== undefined && ledger.cost >= max_cost) return "budget";
  return isFull(dispatch, ledger) ? "limit" : undefined;
}

function isFull({ chain_max, most = Infinity }: Dispatch, { completed, started }: Ledger): boolean {
  return (chain_max > 0 && completed >= chain_max) || started >= most;
}

/** What ends everything, whether or not there is more to do. */
export async function findHalt(
  { context, project, since }: Dispatch,
  { fatal }: Ledger,
): Promise<StopReason | undefined> {
  if (context.signal.aborted) return "interrupted";
  if (await stopRequestedSince(project.runtime, since)) return "stopped";
  if (fatal === undefined) return undefined;
  return fatal.code === "STATE_LIMIT_REACHED" ? "budget" : "failure";
}

/** The specs that could be started now, as they stand on disk. */
export async function findStartable(dispatch: Dispatch, ledger: Ledger): Promise<{ set: SpecSet; ready: SpecEntry[] }> {
  const set = await loadSpecs(dispatch.project);
  return { set, ready: listStartable(set, dispatch.selection, ledger) };
}

interface One {
  readonly entry: SpecEntry;
  readonly set: SpecSet;
  readonly agent?: AgentProfile | undefined;
}

/** Works one spec, or completes a driver that has no work of its own, and writes it into the ledger. Never throws. */
export async function workOne(dispatch: Dispatch, ledger: Ledger, { entry, set, agent }: One): Promise<void> {
  const { project, context, mode, request, max_cost } = dispatch;
  const { id } = entry;
  if (isDriver(set, id) && !hasOwnWork(entry)) {
    ledger.take(id);
    const driven = await completeDriver(dispatch, id).then(toResult, toRefused);
    return "result" in driven ? ledger.note(driven.result) : ledger.end(id, driven);
  }
  ledger.begin(id, agent?.name);
  const left = max_cost === undefined ? {} : { max_cost: max_cost - ledger.cost };
  const options = { ...request.options, ...left };
  const position = { position: ledger.started, ...(agent === undefined ? {} : { agent: agent.name }) };
  const driven = await drive({ ...request, project, context, id, mode, agent, options, position });
  ledger.end(id, driven);
  if ("refused" in driven) reportSkipped(dispatch, id, driven);
}

function reportSkipped({ context }: Dispatch, id: string, { refused }: Extract<Driven, { refused: unknown }>): void {
  context.report({ type: "run_skipped", spec_id: id, reason: refused.code, message: refused.message });
}

function toResult(result: RunResult): Driven {
  return { result };
}
