import { setTimeout as delay } from "node:timers/promises";
import type { SpecEntry } from "../specs/spec-entry.ts";
import type { SpecSet } from "../specs/specs.ts";
import { staggerOf, type AgentProfile } from "./agents.ts";
import { findHalt, findStartable, findStopReason, workOne, type Dispatch, type Loop } from "./dispatch.ts";
import type { Ledger } from "./ledger.ts";
import { takeTurn } from "./rotation.ts";
import { overlaps } from "./target-files.ts";

interface Running {
  readonly entry: SpecEntry;
  readonly agent: AgentProfile | undefined;
  readonly over: Promise<void>;
}

interface Next {
  readonly set: SpecSet;
  readonly entry: SpecEntry;
}

/**
 * Works specs side by side, as many as there is room for; whatever a completion makes ready follows at once. Each run ends
 * merged, so nobody holds a place while it waits for another one. Between two starts the configured time passes.
 */
export const runParallel: Loop = async (dispatch, ledger) => {
  const running = new Map<string, Running>();
  let mayStartAt = 0;
  for (;;) {
    const { next, stopped } = await look(dispatch, ledger, running);
    if (next === undefined && running.size === 0) return stopped ?? findHalt(dispatch, ledger);
    const wait = mayStartAt - performance.now();
    if (next !== undefined && wait <= 0) {
      await start(dispatch, ledger, { running, next });
      mayStartAt = performance.now() + staggerOf(dispatch.project.config.parallel, dispatch.context.random());
    } else {
      await somethingHappens(dispatch, running, next && wait);
    }
  }
};

interface Look {
  readonly next?: Next | undefined;
  readonly stopped?: Awaited<ReturnType<typeof findStopReason>>;
}

/** What is to be started next, or why nothing is. */
async function look(dispatch: Dispatch, ledger: Ledger, running: ReadonlyMap<string, Running>): Promise<Look> {
  if (running.size >= dispatch.capacity) return {};
  const next = await findNext(dispatch, ledger, running);
  if (next === undefined) return {};
  const stopped = await findStopReason(dispatch, ledger);
  return stopped === undefined ? { next } : { stopped };
}

/** The first spec that could be started and works on no file that a running one works on. */
async function findNext(
  dispatch: Dispatch,
  ledger: Ledger,
  running: ReadonlyMap<string, Running>,
): Promise<Next | undefined> {
  const { set, ready } = await findStartable(dispatch, ledger);
  const busy = [...running.values()].map(({ entry }) => entry);
  const entry = ready.find((one) => !busy.some((other) => overlaps(one, other)));
  return entry === undefined ? undefined : { set, entry };
}

interface Start {
  readonly running: Map<string, Running>;
  readonly next: Next;
}

async function start(dispatch: Dispatch, ledger: Ledger, { running, next }: Start): Promise<void> {
  const agent = await takeTurn(dispatch, countByAgent(running));
  const { entry } = next;
  const over = workOne(dispatch, ledger, { ...next, agent }).finally(() => running.delete(entry.id));
  running.set(entry.id, { entry, agent, over });
}

function countByAgent(running: ReadonlyMap<string, Running>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { agent } of running.values()) {
    if (agent !== undefined) counts.set(agent.name, (counts.get(agent.name) ?? 0) + 1);
  }
  return counts;
}

/** A run ends, the next one may start, or somebody interrupts. */
async function somethingHappens(
  { context }: Dispatch,
  running: ReadonlyMap<string, Running>,
  wait: number | undefined,
): Promise<void> {
  const done = new AbortController();
  const signal = AbortSignal.any([done.signal, context.signal]);
  const waits = wait === undefined ? [] : [delay(wait, undefined, { signal }).catch(() => undefined)];
  await Promise.race([...[...running.values()].map(({ over }) => over), ...waits]);
  done.abort();
}
