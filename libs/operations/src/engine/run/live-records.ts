import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { ChantError } from "@chant/core/errors";
import type { ChantPaths } from "@chant/core/store";
import { isUnreadable, readRecord, type Unreadable } from "./read-record.ts";
import type { RunRecord } from "./run-record.ts";

/** A file among the live records that cannot be read. Whose it is tells its name. */
export interface DamagedRecord {
  readonly spec_id: string;
  readonly attempt: number;
  readonly path: string;
  readonly why: string;
}

interface LiveRecords {
  readonly records: readonly RunRecord[];
  readonly damaged: readonly DamagedRecord[];
}

/** Reads all live records, and tells those that cannot be read. */
export async function readLiveRecords({ processes }: ChantPaths): Promise<LiveRecords> {
  const names = await readdir(processes).catch(noneWhereMissing);
  const paths = names.filter((name) => /^[^.].*\.json$/.test(name)).map((name) => join(processes, name));
  const read = await Promise.all(paths.map(async (path) => ({ path, found: await readRecord(path) })));
  const records: RunRecord[] = [];
  const damaged: DamagedRecord[] = [];
  for (const { path, found } of read) {
    if (found === undefined) continue;
    const why = whyDamaged(path, found);
    if (why === undefined) records.push(found as RunRecord);
    else damaged.push({ ...whoseRecord(path), path, why });
  }
  return { records, damaged };
}

/** A file of another name than a record's is nobody's attempt, number 0. */
function whoseRecord(path: string): Pick<DamagedRecord, "spec_id" | "attempt"> {
  const name = basename(path, ".json");
  const [, spec_id = name, attempt = "0"] = /^(.+)-(\d+)$/.exec(name) ?? [];
  return { spec_id, attempt: Number(attempt) };
}

/** Everything else of a run is found by what its record is named. */
function whyDamaged(path: string, read: RunRecord | Unreadable): string | undefined {
  const { spec_id, attempt } = whoseRecord(path);
  if (isUnreadable(read)) return read.unreadable;
  return read.spec_id === spec_id && read.attempt === attempt ? undefined : `it is that of ${read.process_id}`;
}

function noneWhereMissing(error: NodeJS.ErrnoException): string[] {
  if (error.code === "ENOENT") return [];
  throw error;
}

/** Why a spec cannot be touched whose live record cannot be read. */
export function damagedError({ spec_id, attempt, path, why }: DamagedRecord): ChantError {
  const message = `Attempt ${attempt} of ${spec_id} is not settled, and its record ${path} cannot be read: ${why}.`;
  return new ChantError("STATE_RUN_UNFINISHED", message, { fix: "chant recover", details: { attempt, path } });
}
