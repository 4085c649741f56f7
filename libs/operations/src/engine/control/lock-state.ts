import { stat } from "node:fs/promises";
import type { ChantPaths } from "@chant/core/store";
import { processState, readAgentIdentity, type ProcessIdentity } from "@chant/providers";
import * as z from "zod";
import { isAgentGone, readLock, type LockOwner } from "./lock.ts";
import { findLiveAttempt, listLiveRecords, runPaths } from "../run/run-record.ts";
import { timestamp } from "../specs/specs.ts";

/** Who holds a spec, and whether they live. */
export const lockState = z.object({
  state: z
    .enum(["free", "held", "orphaned", "stale", "unknown", "damaged"])
    .describe(
      "orphaned: chant is gone and its agent is not; unknown: it cannot be told from here; damaged: the file does not say",
    ),
  pid: z.number().optional(),
  host: z.string().optional(),
  purpose: z.string().optional(),
  since: z.string().optional(),
  heartbeat_at: z.string().optional().describe("The last sign of life of a run"),
  agent_pid: z.number().optional(),
  damage: z.string().optional().describe("Why the file does not say who holds it"),
});

export type LockState = z.output<typeof lockState>;

/** Looks for the holder of a spec, and for the agent that it may have left. Changes nothing. */
export async function readLockState(paths: ChantPaths, specId: string): Promise<LockState> {
  const { lock: path } = runPaths(paths, { spec_id: specId, attempt: 0 });
  const [found, entry] = await Promise.all([readLock(path), stat(path).catch(() => undefined)]);
  if (found === undefined) return { state: "free" };
  const owner = await whoHolds(paths, specId, found);
  const { pid, host, purpose, since, damaged } = owner;
  if (damaged !== undefined) return { state: "damaged", since, damage: damaged };
  // A chant that was killed just after it started its agent has not written it into the lock.
  const agent = owner.agent ?? (await findAgent(paths, specId));
  const state = await judge(await processState(owner), agent);
  return {
    ...{ state, pid, host, purpose, since },
    ...(agent !== undefined && { agent_pid: agent.pid }),
    ...(entry !== undefined && { heartbeat_at: timestamp(entry.mtime) }),
  };
}

/** Where the lock does not say who holds it, the record of a run does. */
async function whoHolds(paths: ChantPaths, specId: string, owner: LockOwner): Promise<LockOwner> {
  if (owner.damaged === undefined) return owner;
  const { damaged, ...rest } = owner;
  const live = (await listLiveRecords(paths)).find(({ spec_id }) => spec_id === specId);
  return live === undefined ? owner : { ...rest, ...live.supervisor, purpose: "run" };
}

async function findAgent(paths: ChantPaths, specId: string): Promise<ProcessIdentity | undefined> {
  const attempt = await findLiveAttempt(paths, specId);
  return attempt === undefined ? undefined : readAgentIdentity(runPaths(paths, { spec_id: specId, attempt }).directory);
}

async function judge(
  holder: Awaited<ReturnType<typeof processState>>,
  agent: ProcessIdentity | undefined,
): Promise<LockState["state"]> {
  if (holder !== "gone") return holder === "alive" ? "held" : "unknown";
  return agent === undefined || (await isAgentGone(agent)) ? "stale" : "orphaned";
}
