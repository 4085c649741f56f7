import { ownIdentity } from "@chant/providers";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import type { Lock } from "../control/lock.ts";
import { createRun, type Run } from "./run.ts";
import type { RunRecord } from "./run-record.ts";

export interface Revival {
  readonly project: Project;
  readonly context: Context;
  readonly lock: Lock;
  readonly record: RunRecord;
  readonly patch: Partial<RunRecord>;
}

/** Takes a settled or waiting record up again, changed as said, to go on with it as this process. */
export async function reviveRun({ project, context, lock, record, patch }: Revival): Promise<Run> {
  const { merge, ...rest } = record;
  const revived: RunRecord = { ...rest, supervisor: await ownIdentity(), ...patch };
  const run = createRun({ project, context, repository: await project.repository(), lock, record: revived });
  await run.update({});
  return run;
}
