import { ownIdentity } from "@chant/providers";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { lockCheckout } from "../control/checkout-lock.ts";
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

/**
 * Takes a settled or waiting record up again, changed as said, to go on with it as this process; one that was made in place
 * takes the checkout as well. Throws STATE_LOCKED with the lock given back.
 */
export async function reviveRun({ project, context, lock: own, record, patch }: Revival): Promise<Run> {
  const { merge, ...rest } = record;
  const lock = record.in_place ? await withCheckout({ project, context, id: record.spec_id, lock: own }) : own;
  const revived: RunRecord = { ...rest, supervisor: await ownIdentity(), ...patch };
  const run = createRun({ project, context, repository: await project.repository(), lock, record: revived });
  await run.update({});
  return run;
}

async function withCheckout(request: Parameters<typeof lockCheckout>[0]): Promise<Lock> {
  try {
    return await lockCheckout(request);
  } catch (error) {
    await request.lock.release();
    throw error;
  }
}
