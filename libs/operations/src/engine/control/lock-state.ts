import { stat } from "node:fs/promises";
import type { ChantPaths } from "@chant/core/store";
import { processState, readAgentIdentity, type ProcessIdentity } from "@chant/providers";
import * as z from "zod";
import { isAgentGone, readLock } from "./lock.ts";
import { findLiveRecord, runPaths } from "../run/run-record.ts";
import { timestamp } from "../specs/specs.ts";

/** Who holds a spec, and whether they live. */
export const lockState = z.object({
  state: z
    .enum(["free", "held", "orphaned", "stale", "unknown"])
    .describe("orphaned: chant is gone and its agent is not; unknown: it cannot be told from here"),
  pid: z.number().optional(),
  host: z.string().optional(),
  purpose: z.string().optional(),
  since: z.string().optional(),
  heartbeat_at: z.string().optional().describe("The last sign of life of a run"),
  agent_pid: z.number().optional(),
});

export type LockState = z.output<typeof lockState>;

/** Looks for the holder of a spec, and for the agent that it may have left. Changes nothing. */
export async function readLockState(paths: ChantPaths, specId: string): Promise<LockState> {
  const { lock: path } = runPaths(paths, { spec_id: specId, attempt: 0 });
  const [owner, entry] = await Promise.all([readLock(path), stat(path).catch(() => undefined)]);
  if (owner === undefined) return { state: "free" };
  const { pid, host, purpose, since } = owner;
  // A chant that was killed just after it started its agent has not written it into the lock.
  const agent = owner.agent ?? (await findAgent(paths, specId));
  const state = await judge(await processState(owner), agent);
  return {
    ...{ state, pid, host, purpose, since },
    ...(agent !== undefined && { agent_pid: agent.pid }),
    ...(entry !== undefined && { heartbeat_at: timestamp(entry.mtime) }),
  };
}

async function findAgent(paths: ChantPaths, specId: string): Promise<ProcessIdentity | undefined> {
  const live = await findLiveRecord(paths, specId);
  return live && readAgentIdentity(runPaths(paths, live).directory);
}

async function judge(
  holder: Awaited<ReturnType<typeof processState>>,
  agent: ProcessIdentity | undefined,
): Promise<LockState["state"]> {
  if (holder !== "gone") return holder === "alive" ? "held" : "unknown";
  return agent === undefined || (await isAgentGone(agent)) ? "stale" : "orphaned";
}
