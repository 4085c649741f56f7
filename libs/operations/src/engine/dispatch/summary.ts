import * as z from "zod";
import { exitCodeOfResults, withoutUndefined, type RunResult } from "../run/run-result.ts";
import { loadSpecs, type SpecSet } from "../specs/specs.ts";
import type { Dispatch } from "./dispatch.ts";
import type { Ledger } from "./ledger.ts";
import { findPitfalls, pitfall } from "./pitfalls.ts";
import { discover, whyNot, whyNotFound } from "./select.ts";

/** Why a chain or parallel command ended before it had tried everything. */
const stopReasons = ["failure", "limit", "budget", "interrupted", "stopped"] as const;

export type StopReason = (typeof stopReasons)[number];

const notDone = z.object({ spec_id: z.string(), reason: z.string(), message: z.string() });

/** What a chain or parallel command did, from the recorded results alone. */
export const dispatchSummary = z.object({
  mode: z.enum(["chain", "parallel"]),
  selected: z.array(z.string()).describe("What was to be worked, as far as it was known at the start"),
  started: z.number(),
  completed: z.number(),
  failed: z.number(),
  needs_attention: z.number(),
  paused: z.number(),
  skipped: z.array(notDone).describe("Specs that were to be worked and were not"),
  stopped: z.enum(stopReasons).optional().describe("Why it ended before everything was tried"),
  ready: z.array(z.string()).describe("Specs that could be worked now and were not started"),
  blocked: z.array(notDone).describe("Open specs that could not be worked"),
  agents: z.array(z.object({ name: z.string(), started: z.number() })).describe("How many specs each agent took"),
  pitfalls: z.array(pitfall),
  cost: z.number().optional().describe("USD, as far as agents tell"),
});

export type DispatchSummary = z.output<typeof dispatchSummary>;

interface Ending {
  readonly selected: readonly string[];
  readonly stopped: StopReason | undefined;
}

/** Sums up what a ledger holds and what is left, as the specs stand now. */
export async function sumUp(dispatch: Dispatch, ledger: Ledger, ending: Ending): Promise<DispatchSummary> {
  const set = await loadSpecs(dispatch.project);
  const { results, started, cost } = ledger;
  const count = (outcome: RunResult["outcome"]) => results.filter((one) => one.outcome === outcome).length;
  return withoutUndefined({
    mode: dispatch.mode,
    selected: [...ending.selected],
    started,
    completed: count("completed"),
    failed: count("failed"),
    needs_attention: count("needs_attention") + count("running"),
    paused: count("paused"),
    ...leftOf(set, dispatch, ledger),
    stopped: ending.stopped,
    agents: [...ledger.agents].map(([name, taken]) => ({ name, started: taken })),
    pitfalls: findPitfalls(results),
    cost: cost > 0 ? cost : undefined,
  });
}

function leftOf(set: SpecSet, { selection }: Dispatch, { tried, skipped }: Ledger) {
  const untried = (id: string) => !tried.has(id);
  const left = (selection.ids ?? []).filter(untried).map((id) => ({ spec_id: id, ...whyNot(set, id, selection) }));
  const ready = left.filter(({ reason }) => reason === "not_reached").map(({ spec_id }) => spec_id);
  const unreached = left.filter(({ reason }) => reason !== "not_reached");
  if (selection.ids !== undefined) return { skipped: [...skipped, ...unreached], ready, blocked: [] };
  const found = discover(set, selection).filter(({ id }) => untried(id));
  const isFound = new Set(found.map(({ id }) => id));
  const open = set.active.filter(({ id, status }) => untried(id) && !isFound.has(id) && isOpen.has(status));
  const blocked = open.map((entry) => ({ spec_id: entry.id, ...whyNotFound(set, entry) }));
  return { skipped: [...skipped], ready: [...isFound], blocked };
}

const isOpen: ReadonlySet<string> = new Set(["pending", "failed", "needs_attention", "paused"]);

/** 0 when everything that was to be worked is done, 4 when something is not, 5 when only merges are open. */
export function exitCodeOfWork(output: {
  readonly results: readonly RunResult[];
  readonly summary?: DispatchSummary | undefined;
}): number {
  const isUndone = ({ reason }: { reason: string }) => reason !== "completed" && reason !== "cancelled";
  return output.summary?.skipped.some(isUndone) ? 4 : exitCodeOfResults(output.results);
}
