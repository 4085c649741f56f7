import * as z from "zod";
import { isChantError } from "@chant/core/errors";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";
import {
  findStranded,
  removeStrayFolders,
  settleStranded,
  type Settled,
  type Stranded,
} from "./engine/control/recovery.ts";
import { removeStrayFiles } from "./engine/control/stray-files.ts";
import { runResult, toRunResult, type RunResult } from "./engine/run/run-result.ts";

const unsettledReason = "error";

/** Settles what dead processes left behind; never starts an agent. */
export const recover = defineOperation({
  name: "recover",
  summary: "Settle runs whose chant process died; starts no agent",
  effect: "write",
  input: z.object({ check: z.boolean().default(false).describe("Only show what would be settled") }),
  output: z.object({ results: z.array(runResult), changed: z.boolean() }),
  exitCode: ({ results }) => (results.some(({ reason }) => reason === unsettledReason) ? 4 : 0),
  preview: ({ check }) => (check ? undefined : { check: true }),
  async run({ check }, context) {
    const project = await context.project();
    const stranded = await findStranded(project);
    if (check) return { results: stranded.map(planned), changed: false };
    const results: RunResult[] = [];
    for (const one of stranded) {
      const settled = await settleStranded({ project, context }, one).catch((error: Error) => error);
      results.push(toResult(project, one, settled));
    }
    await removeStrayFolders(project);
    await removeStrayFiles(project.runtime, context.now());
    return { results, changed: results.length > 0 };
  },
});

const plans: Readonly<Record<Stranded["agent"], string>> = {
  running: "the agent still runs: it is stopped, its work kept, and the run paused",
  ended: "the agent has ended: its work is judged, and merged if it is complete",
  "never started": "the agent never started: the run is paused",
};

function planned({ spec_id, record, agent }: Stranded): RunResult {
  const message =
    record === undefined
      ? `Only the lock of a dead process is left: it is removed.`
      : `Attempt ${record.attempt} was cut off in phase ${record.phase}; ${plans[agent]}.`;
  return { spec_id, outcome: "running", message, commits: [], merged: false };
}

function toResult(project: Project, { spec_id }: Stranded, settled: Settled | Error): RunResult {
  if (settled instanceof Error) return failed(spec_id, settled);
  if (typeof settled === "object") return toRunResult(project, settled);
  return { spec_id, outcome: "unchanged", message: unsettled[settled], commits: [], merged: false };
}

const unsettled: Readonly<Record<Extract<Settled, string>, string>> = {
  only_a_lock: "Removed the lock of a dead process; there was no run to settle.",
  somebody_else_is_at_it: "Another process has taken it up.",
};

function failed(spec_id: string, error: Error): RunResult {
  const message = `Could not be settled: ${error.message}`;
  const next = isChantError(error) && error.fix !== undefined ? { next: [error.fix] } : {};
  return { spec_id, outcome: "running", reason: unsettledReason, message, commits: [], merged: false, ...next };
}
