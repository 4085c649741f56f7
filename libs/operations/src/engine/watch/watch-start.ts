import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { startDetached, untilUnderWay, type Detached } from "../control/detach.ts";
import { findLatestRecord } from "../run/run-record.ts";
import type { RunResult } from "../run/run-result.ts";
import { findWatcher, watchedError } from "./watch-lock.ts";

/** Starts watch in a process of its own and waits until it watches. Throws STATE_WATCHED where somebody does already. */
export async function startWatch(context: Context, input: Readonly<Record<string, unknown>> = {}): Promise<Detached> {
  const place = await context.place();
  const other = await findWatcher(place);
  if (other !== undefined) throw watchedError(other);
  const detached = await startDetached({ operation: "watch", input, context });
  await untilUnderWay(detached, async () => (await findWatcher(place))?.pid === detached.pid);
  return detached;
}

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** Makes sure that somebody watches. That nobody can is no reason for a run to fail. */
export async function ensureWatch({ project, context }: Where): Promise<void> {
  if ((await findWatcher(project)) !== undefined) return;
  try {
    const { pid } = await startWatch(context);
    context.report({ type: "notice", message: `Watch goes on as process ${pid}; chant watch stop ends it.` });
  } catch (error) {
    if ((await findWatcher(project)) !== undefined) return;
    context.report({ type: "warning", message: `Watch could not be started: ${(error as Error).message}` });
  }
}

/** Makes sure that somebody watches where a run failed of something that passes and is to be tried again. */
export async function watchRetries(where: Where, results: readonly RunResult[]): Promise<void> {
  const failed = results.filter(({ outcome }) => outcome === "failed");
  for (const { spec_id: id } of failed) if (await isToBeRetried(where.project, id)) return ensureWatch(where);
}

async function isToBeRetried({ runtime, config }: Project, id: string): Promise<boolean> {
  const record = await findLatestRecord(runtime, id);
  const settings = config.watch.failure;
  if (record === undefined || record.in_place === true) return false;
  // Patterns are an engine of their own, which a run that does not fail has no use for.
  const { planRetry } = await import("./watch-retry.ts");
  return planRetry({ record, settings, chance: 0 }).kind === "retry";
}
