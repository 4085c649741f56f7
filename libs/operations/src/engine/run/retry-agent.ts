import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { AgentReport } from "./follow-agent.ts";
import { watchIntent } from "../control/intent.ts";
import type { Run } from "./run.ts";
import type { Intent } from "./run-record.ts";

/** Errors of the provider that pass by themselves; nothing else is tried again. */
const passing: ReadonlySet<string> = new Set(["rate_limit", "overloaded", "network"]);

/**
 * Waits before an agent is started again after an error that passes, longer each time and at least as long as the provider
 * asks for. Gives whether it is to be started: not when it is asked to stop meanwhile, nor after the last retry.
 */
export async function waitForRetry(run: Run, { error, cost }: AgentReport): Promise<boolean> {
  const { context, record, project } = run;
  const settings = project.config.watch.failure;
  const { retries = 0 } = record;
  if (error === undefined || !passing.has(error.class)) return false;
  if (record.intent !== "run" || retries >= settings.max_retries || isSpent(run, cost)) return false;
  const { retryDelayMs } = await import("../watch/watch-retry.ts");
  const chance = context.random() * retryDelayMs(settings, retries);
  const wait = Math.max(retryDelayMs(settings, retries) + chance / 10, (error.retry_after_s ?? 0) * 1000);
  await run.update({ retries: retries + 1, ...(cost === undefined ? {} : { cost }) });
  context.report({
    type: "retry_scheduled",
    spec_id: record.spec_id,
    attempt: record.attempt,
    delay_seconds: Math.round(wait / 100) / 10,
    message: `Retry ${retries + 1} of ${settings.max_retries} after ${error.class}: ${error.message}`,
  });
  const intent = await waitUnlessAsked(run, wait);
  if (intent !== undefined) await run.update({ intent });
  return intent === undefined;
}

function isSpent({ record }: Run, cost = 0): boolean {
  const { max_cost } = record.options;
  return max_cost !== undefined && cost >= max_cost;
}

/** Gives what was asked of the run meanwhile. */
async function waitUnlessAsked({ project, context, record }: Run, wait: number): Promise<Intent | undefined> {
  let asked: Intent | undefined;
  const over = new AbortController();
  const unwatch = watchIntent(project.runtime, record, (intent) => {
    asked = intent;
    over.abort();
  });
  const signal = AbortSignal.any([over.signal, context.signal]);
  await delay(wait, undefined, { signal }).catch(() => undefined);
  unwatch();
  return asked ?? (context.signal.aborted ? "pause" : undefined);
}

/**
 * Forgets what the agent wrote in its first try, so that the folder can take another one. The pid goes first: without it
 * a run counts as never started, and whoever takes it up after a crash only pauses it.
 */
export async function forgetTry(directory: string): Promise<void> {
  for (const name of ["pid", "exit", "stdout", "stderr"]) await rm(join(directory, name), { force: true });
}
