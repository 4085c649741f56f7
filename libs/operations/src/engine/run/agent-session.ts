import type { Provider } from "@chant/providers";
import type { AgentReport } from "./follow-agent.ts";
import type { Run } from "./run.ts";
import { findLatestRecord, type RunRecord } from "./run-record.ts";

/**
 * The agent's own session that a run goes on with: that of the attempt whose worktree it continues, by the same agent. It
 * begins anew after a takeover, where a person took another way, and where the session itself was what the model refused.
 */
export async function findSession({ project, record }: Run, { capabilities }: Provider): Promise<string | undefined> {
  if (!record.continued || !capabilities.resumes) return undefined;
  const previous = await findLatestRecord(project.runtime, record.spec_id);
  if (previous === undefined || !isSameAgent(previous, record)) return undefined;
  const isSpoiled = previous.taken_over_at !== undefined || previous.error?.class === "invalid_request";
  return isSpoiled ? undefined : previous.session;
}

/** Agents keep their sessions by folder. */
function isSameAgent(previous: RunRecord, record: RunRecord): boolean {
  return (["provider", "program", "worktree"] as const).every((key) => previous[key] === record[key]);
}

const refusals: ReadonlySet<string> = new Set(["invalid_request", "crash"]);

/** Whether an agent ended without ever beginning its session: its program does not know it any more. */
export function refusesSession({ record }: Run, { session, error }: AgentReport): boolean {
  return record.intent === "run" && session === undefined && error !== undefined && refusals.has(error.class);
}
