import * as z from "zod";
import { defineOperation } from "./kernel/operation.ts";
import { findStranded, removeStrayFolders, settleStranded, type Stranded } from "./engine/recovery.ts";
import { runResult, toRunResult, type RunResult } from "./engine/run-result.ts";

/** Settles what dead processes left behind; never starts an agent. */
export const recover = defineOperation({
  name: "recover",
  summary: "Settle runs whose chant process died; starts no agent",
  effect: "write",
  input: z.object({ check: z.boolean().default(false).describe("Only show what would be settled") }),
  output: z.object({ results: z.array(runResult), changed: z.boolean() }),
  preview: ({ check }) => (check ? undefined : { check: true }),
  async run({ check }, context) {
    const project = await context.project();
    const stranded = await findStranded(project);
    if (check) return { results: stranded.map(planned), changed: false };
    const results: RunResult[] = [];
    for (const one of stranded) {
      const record = await settleStranded({ project, context }, one).catch((error: Error) => error);
      results.push(
        record instanceof Error ? failed(one, record) : record ? toRunResult(project, record) : released(one),
      );
    }
    await removeStrayFolders(project);
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

function released({ spec_id }: Stranded): RunResult {
  const message = "Removed the lock of a dead process; there was no run to settle.";
  return { spec_id, outcome: "unchanged", message, commits: [], merged: false };
}

function failed({ spec_id }: Stranded, error: Error): RunResult {
  const message = `Could not be settled: ${error.message}`;
  return { spec_id, outcome: "running", reason: "error", message, commits: [], merged: false };
}
