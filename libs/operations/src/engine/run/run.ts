import { rm } from "node:fs/promises";
import type { Repository } from "@chant/git";
import type { Context } from "../../kernel/context.ts";
import type { RunPosition } from "../../kernel/progress.ts";
import type { Project } from "../../kernel/project.ts";
import type { Lock } from "../control/lock.ts";
import { runPaths, writeRecord, type RunRecord } from "./run-record.ts";

/** A run that this process supervises: its record, and the lock that makes this process the only one. */
export interface Run {
  readonly project: Project;
  readonly context: Context;
  readonly repository: Repository;
  readonly lock: Lock;
  /** Where it stands among the runs of one command; a single run stands nowhere. */
  readonly position?: RunPosition | undefined;
  /** The record as last written. */
  readonly record: RunRecord;
  /** Changes the record and writes it durably. */
  update(patch: Partial<RunRecord>): Promise<void>;
}

export interface RunParts extends Pick<Run, "project" | "context" | "repository" | "lock" | "position"> {
  readonly record: RunRecord;
}

/** Holds a record together with what is needed to go on with it. */
export function createRun(parts: RunParts): Run {
  let { record } = parts;
  let written = Promise.resolve();
  return {
    ...parts,
    get record() {
      return record;
    },
    async update(patch) {
      record = { ...record, ...patch };
      // One after the other: an interrupt may come while another change is being written.
      written = written.catch(() => undefined).then(() => writeRecord(parts.project.runtime, record));
      await written;
    },
  };
}

/** Removes everything that an attempt which did nothing left in the runtime folders. */
export async function forgetRun(run: Run): Promise<void> {
  const at = runPaths(run.project.runtime, run.record);
  await Promise.all([at.record, at.intent].map((path) => rm(path, { force: true })));
  await rm(at.directory, { recursive: true, force: true });
}

/** The folder that an agent works in: its worktree, or the user's checkout. */
export function workFolder({ repository, record }: Pick<Run, "repository" | "record">): string {
  return record.in_place ? repository.root : (record.worktree as string);
}

/** Tells what a run is doing. */
export function reportPhase(run: Run, phase: string, message: string): void {
  run.context.report({ type: "phase", spec_id: run.record.spec_id, phase, message });
}
