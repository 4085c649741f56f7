import type { Place } from "../../kernel/place.ts";
import { findLatestRecord, type RunRecord } from "../run/run-record.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import type { SpecSet } from "../specs/specs.ts";

/** A spec that waits to be resumed, with the attempt that was stopped; one that never had a run has none. */
export interface PausedSpec {
  readonly entry: SpecEntry;
  readonly record: RunRecord | undefined;
}

/** The paused specs, in the order of their ids. */
export async function listPaused({ runtime }: Place, set: SpecSet): Promise<PausedSpec[]> {
  const paused = set.active.filter(({ status }) => status === "paused");
  return Promise.all(paused.map(async (entry) => ({ entry, record: await findLatestRecord(runtime, entry.id) })));
}

/** Whether a spec was paused by a stop of everything, and nobody has resumed it since. */
export function isStopped({ record }: PausedSpec): boolean {
  return record?.intent === "stop" && record.verdict?.outcome === "paused";
}
