import { isChantError } from "@chant/core/errors";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { requestedIntent } from "./intent.ts";
import { unchanged } from "./interrupted-result.ts";
import { findStranded, settleStranded } from "./recovery.ts";
import { requeue } from "./requeue.ts";
import type { RunResult } from "../run/run-result.ts";
import { loadSpecs } from "../specs/specs.ts";
import { clearStop } from "./stop-mark.ts";
import { isStopped, listPaused } from "./stopped-specs.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** Says that things go on again; gives the ids of what was paused by a stop of everything and still is, in their order. */
export async function takeStopped(where: Where): Promise<string[]> {
  await settleStopped(where);
  await clearStop(where.project.runtime);
  const paused = await listPaused(where.project, await loadSpecs(where.project));
  return paused.filter(isStopped).map(({ entry }) => entry.id);
}

/** A stop that was itself cut off has left its word with runs whose process died too. */
async function settleStopped({ project, context }: Where): Promise<void> {
  for (const stranded of await findStranded(project)) {
    const { record } = stranded;
    if (record === undefined) continue;
    const asked = record.intent === "run" ? await requestedIntent(project.runtime, record) : record.intent;
    if (asked === "stop") await settleStranded({ project, context }, stranded);
  }
}

/** Puts each back in the queue, once: what somebody else has taken up meanwhile is left to them. */
export async function requeueAll(where: Where, ids: readonly string[]): Promise<RunResult[]> {
  const results: RunResult[] = [];
  for (const id of ids) results.push(await requeue(where, id).catch((error: unknown) => toUnchanged(id, error)));
  return results;
}

function toUnchanged(id: string, error: unknown): RunResult {
  if (!isChantError(error)) throw error;
  return { ...unchanged(id, error.message), reason: error.code };
}
