import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import type { RunRecord } from "../run/run-record.ts";
import type { RunResult } from "../run/run-result.ts";
import { loadSpecs } from "../specs/specs.ts";
import { openWatchEvents } from "./watch-events.ts";
import { lookAtFailures } from "./watch-failures.ts";
import { beat, lockWatch } from "./watch-lock.ts";
import { openWatchLog } from "./watch-log.ts";
import { openWatchMemory } from "./watch-memory.ts";
import { finishMerges } from "./watch-merges.ts";
import { lookAtRuns, settleRuns } from "./watch-runs.ts";
import { errorText } from "../error-text.ts";
import { forgetTroubles, type Watcher, type WatchOptions } from "./watcher.ts";

/** Why watch ended. */
export const watchEnds = ["once", "idle", "interrupted", "permanent_failure"] as const;

type WatchEnd = (typeof watchEnds)[number];

export interface WatchReport {
  readonly ended: WatchEnd;
  readonly results: RunResult[];
  readonly gave_up: string[];
  readonly failed: string[];
  readonly log: string;
}

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/**
 * Watches the runs of a repository until nothing is left to do for a while: it settles what dead processes left, merges
 * what was to be merged and resumes failed runs when they are due. It never starts, makes or edits a spec of its own
 * accord. One process at a time does. Throws STATE_WATCHED.
 */
export async function watchRuns(where: Where, options: WatchOptions): Promise<WatchReport> {
  const lock = options.dry_run ? undefined : await lockWatch(where.project, where.context);
  try {
    const watcher = await createWatcher(where, options);
    const ended = await loop(watcher).finally(() => watcher.events.close());
    const { log, results, gaveUp, left } = watcher;
    return { ended, results: [...results.values()], gave_up: [...gaveUp], failed: [...left], log: log.file };
  } finally {
    await lock?.release();
  }
}

async function createWatcher({ project: opened, context }: Where, options: WatchOptions): Promise<Watcher> {
  const log = openWatchLog(opened, context, options);
  const project = { ...opened, warn: (message: string) => log.sayOnce(`⚠ ${message}`, message) };
  const onUnable = (why: string) => log.say(`Changes cannot be watched for (${why}): looking now and then instead`);
  return {
    ...{ project, context, options, log },
    memory: await openWatchMemory(project, { readOnly: options.dry_run }),
    events: openWatchEvents(project, { signal: context.signal, onUnable }),
    ...{ active: new Map(), seen: new Map(), results: new Map(), troubles: new Map(), waiting: new Map() },
    ...{ witnessed: new Set(), announced: new Set(), gaveUp: new Set(), left: new Set(), orphans: new Set() },
  };
}

/** Looks again when something happens, when something is due and now and then. Whatever is in hand is finished first. */
async function loop(watcher: Watcher): Promise<WatchEnd> {
  const { options, project, active, context, log } = watcher;
  const rest = createRest(watcher);
  const pause = createPause(watcher, rest);
  for (let all = true; ; all = await pause()) {
    if (!options.dry_run) await beat(project);
    const live = await look(watcher, { all, resume: true });
    const end = options.once ? "once" : (endOf(watcher) ?? rest.end(live));
    if (end === undefined) continue;
    if (active.size > 0) {
      await Promise.all(active.values());
      if (!context.signal.aborted) await look(watcher, { all: true, resume: false });
    }
    log.say(farewells[end]);
    return end;
  }
}

const farewells: Readonly<Record<WatchEnd, string>> = {
  once: "Looked once; watch ends",
  idle: "Nothing to do; watch ends",
  interrupted: "Interrupted; watch ends",
  permanent_failure: "A spec failed for good; watch ends",
};

interface Look {
  /** Also at specs whose runs are over. */
  readonly all: boolean;
  readonly resume: boolean;
}

/** A look that goes wrong as a whole is told, and the next one comes. */
async function look(watcher: Watcher, { all, resume }: Look): Promise<RunRecord[]> {
  const { project, context, log } = watcher;
  const began = performance.now();
  try {
    const live = await lookAtRuns(watcher);
    await settleRuns(watcher);
    if (!all) return live;
    const set = await loadSpecs(project);
    await finishMerges(watcher, set);
    await lookAtFailures(watcher, set, { resume: resume && !context.signal.aborted });
    forgetTroubles(watcher, began);
    return live;
  } catch (error) {
    log.sayOnce(`The runs could not be looked at: ${errorText(error)}`, "");
    return [];
  }
}

function endOf({ context, project, gaveUp }: Watcher): WatchEnd | undefined {
  if (context.signal.aborted) return "interrupted";
  const stops = project.config.watch.failure.on_permanent_failure === "stop";
  return stops && gaveUp.size > 0 ? "permanent_failure" : undefined;
}

/** What went wrong so often keeps nobody from resting. */
const fewTries = 4;

interface Rest {
  /** The end of a watch that has had nothing to do for long enough. */
  end(live: readonly RunRecord[]): WatchEnd | undefined;
  leftMs(): number;
}

function createRest({ project, active, waiting, troubles, log }: Watcher): Rest {
  const limitMs = project.config.watch.idle_timeout_minutes * 60_000;
  let since: number | undefined;
  return {
    end(live) {
      const fresh = [...troubles.values()].some(({ tries }) => tries < fewTries);
      const busy = fresh || active.size + waiting.size > 0 || live.some(({ spec_id: id }) => !troubles.has(id));
      if (busy) since = undefined;
      else if (since === undefined) {
        since = performance.now();
        log.say("No in-progress specs, waiting...");
      }
      return since !== undefined && performance.now() - since >= limitMs ? "idle" : undefined;
    },
    leftMs: () => (since === undefined ? Infinity : Math.max(0, limitMs - (performance.now() - since))),
  };
}

/** All specs are read when something happened, and once a minute: with many of them that costs. */
const fullLookMs = 60_000;

/** Timers take no more than 24 days. */
const longestPauseMs = 24 * 60 * 60 * 1000;

/** Gives what waits for the next look, and says whether that is to be a full one. */
function createPause({ options, context, events, waiting }: Watcher, rest: Rest): () => Promise<boolean> {
  let lastFull = performance.now();
  return async () => {
    const now = context.now().getTime();
    const due = [...waiting.values()].flatMap((time) => (time === undefined ? [] : [time.getTime() - now]));
    const nextMs = Math.max(0, Math.min(...due));
    const pauseMs = Math.min(options.poll_interval_ms, rest.leftMs(), nextMs, longestPauseMs);
    const happened = await events.wait(pauseMs);
    const full = happened || nextMs <= pauseMs || performance.now() - lastFull > fullLookMs;
    if (full) lastFull = performance.now();
    return full;
  };
}
