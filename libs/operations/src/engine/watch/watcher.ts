import { errorText } from "../error-text.ts";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import type { WatchEvents } from "./watch-events.ts";
import type { WatchLog } from "./watch-log.ts";
import type { WatchMemory } from "./watch-memory.ts";
import type { RunRecord } from "../run/run-record.ts";
import { toRunResult, type RunResult } from "../run/run-result.ts";

export interface WatchOptions {
  /** One look at everything, then the end. */
  readonly once: boolean;
  /** Only say what would be done. */
  readonly dry_run: boolean;
  readonly poll_interval_ms: number;
}

/** What a process that watches has in hand. */
export interface Watcher {
  readonly project: Project;
  readonly context: Context;
  readonly options: WatchOptions;
  readonly log: WatchLog;
  readonly memory: WatchMemory;
  readonly events: WatchEvents;
  /** The runs that this process works on, by spec. */
  readonly active: Map<string, Promise<void>>;
  /** The attempts of others that were going on at the last look, by spec. */
  readonly seen: Map<string, number>;
  /** The attempts that failed before the eyes of this process. */
  readonly witnessed: Set<string>;
  /** What became of specs here. */
  readonly results: Map<string, RunResult>;
  /** The specs that nobody tries any more. */
  readonly gaveUp: Set<string>;
  /** The specs that failed and stay failed: nothing says that another attempt would end better, or none could begin. */
  readonly left: Set<string>;
  /** What went wrong with a spec, and when it is looked at again. */
  readonly troubles: Map<string, Trouble>;
  /** The specs whose run lost its process and whose agent goes on. */
  readonly orphans: Set<string>;
  /** The attempts whose retry was told. */
  readonly announced: Set<string>;
  /** The specs that wait for their retry, and when it is due; without a time for a free place. */
  readonly waiting: Map<string, Date | undefined>;
}

interface Trouble {
  readonly tries: number;
  readonly until: number;
}

const [shortestMs, longestMs] = [1_000, 10 * 60 * 1_000];

/** Does something for one spec. What goes wrong there is told, and tried again later and later; all others go on. */
export async function attend(watcher: Watcher, specId: string, act: () => Promise<void>): Promise<void> {
  const { active, troubles, log } = watcher;
  const trouble = troubles.get(specId);
  if (trouble !== undefined && performance.now() < trouble.until) return;
  try {
    await act();
    if (!active.has(specId)) troubles.delete(specId);
  } catch (error) {
    const tries = (trouble?.tries ?? 0) + 1;
    const pause = Math.min(shortestMs * 2 ** tries, longestMs);
    troubles.set(specId, { tries, until: performance.now() + pause });
    log.sayOnce(`${specId} could not be looked after: ${errorText(error)}`, specId);
  }
}

/** Forgets what went wrong with specs that nobody had to look after since it was due: it is over. */
export function forgetTroubles({ troubles }: Watcher, before: number): void {
  for (const [id, { until }] of troubles) if (until <= before) troubles.delete(id);
}

/** Tells how a run ended, and remembers it. */
export function tellEnd({ project, log, events, results, witnessed, left }: Watcher, record: RunRecord): void {
  const { spec_id: id, verdict } = record;
  left.delete(id);
  results.set(id, toRunResult(project, record));
  if (verdict?.outcome === "failed") witnessed.add(record.process_id);
  for (const line of endLines(record)) log.say(`${id} ${line}`, id);
  events.wake();
}

function endLines({ verdict, merge, branch, target, error }: RunRecord): string[] {
  if (merge?.state === "merged") return ["completed", `merged to ${target} ✓`];
  if (merge?.state === "refused") return [`needs attention: ${merge.message}`];
  if (verdict === undefined) return [];
  const failed = error === undefined ? verdict.message : `${error.class}: ${error.message}`;
  const byOutcome = {
    completed: [`completed, not merged: it waits on ${branch}`],
    failed: [`failed: ${failed}`],
    needs_attention: [`needs attention: ${verdict.message}`],
    paused: [`paused: ${verdict.message}`],
  };
  return byOutcome[verdict.outcome];
}

/** The same context, telling nothing but warnings: what a run says stands in its own log. */
export function quietly({ context, log }: Watcher): Context {
  const report: Context["report"] = (event) => (event.type === "warning" ? log.say(`⚠ ${event.message}`) : undefined);
  return { ...context, watched: false, report };
}
