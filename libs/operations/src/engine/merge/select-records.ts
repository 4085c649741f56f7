import { ChantError } from "@chant/core/errors";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { expandDrivers, hasOwnWork, isDriver } from "../dispatch/drivers.ts";
import { findLatestRecord, findLiveRecord, type RunRecord } from "../run/run-record.ts";
import { findSpec, loadSpecs } from "../specs/specs.ts";
import { findCandidates } from "./candidates.ts";
import { readMergeStates } from "./merge-state.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

interface Selection {
  readonly ids: readonly string[];
  readonly ready: boolean;
  readonly list: boolean;
  /** Also those whose work is not recorded as completed. */
  readonly finalize: boolean;
}

/**
 * The runs whose branches are to be merged: those of some specs, members before their drivers, or all there are. Throws
 * INPUT_SPEC_NOT_FOUND, INPUT_SPEC_AMBIGUOUS, STATE_NO_RUN.
 */
export async function selectRecords(where: Where, { ids, ready, list, finalize }: Selection): Promise<RunRecord[]> {
  if (ids.length > 0) return recordsOf(where, ids, finalize);
  const candidates = await findCandidates(where.project);
  const wanted = list || finalize ? candidates : candidates.filter(isCompleted);
  if (!ready) return wanted;
  const states = await readMergeStates(where.project, wanted);
  return wanted.filter((_, index) => states[index]?.state === "ready");
}

/** Work whose conflict an agent could not resolve is no less done. */
function isCompleted({ verdict, resolution }: RunRecord): boolean {
  return verdict?.outcome === "completed" || resolution !== undefined;
}

async function recordsOf(where: Where, ids: readonly string[], finalize: boolean): Promise<RunRecord[]> {
  const { project } = where;
  const set = await loadSpecs(project);
  const entries = await Promise.all(ids.map((id) => findSpec({ ...where, set }, id)));
  const named = expandDrivers(
    set,
    entries.map(({ id }) => id),
  );
  // A driver without work of its own is completed with the last of its members, and members that are done have no say.
  const isPlain = (id: string) => {
    const entry = set.find(id);
    return !isDriver(set, id) || (entry !== undefined && hasOwnWork(entry));
  };
  const records = await Promise.all(
    named.filter(isPlain).map(async (id) => ({ id, record: await findRecord(project, id) })),
  );
  const meant = new Set(entries.map(({ id }) => id));
  return records.flatMap(({ id, record }) => {
    if (record !== undefined && (finalize || isCompleted(record))) return [record];
    if (meant.has(id)) throw noRun(id);
    return [];
  });
}

/** The run that a spec is in, else its last one. */
export async function findRecord(project: Project, id: string): Promise<RunRecord | undefined> {
  return (await findLiveRecord(project.runtime, id)) ?? (await findLatestRecord(project.runtime, id));
}

function noRun(id: string): ChantError {
  const message = `${id} has no completed run to merge.`;
  return new ChantError("STATE_NO_RUN", message, { fix: `chant show ${id}`, details: { spec_id: id } });
}
