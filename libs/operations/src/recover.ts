import { relative } from "node:path";
import * as z from "zod";
import { isChantError } from "@chant/core/errors";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";
import { unchanged } from "./engine/control/interrupted-result.ts";
import {
  findStranded,
  removeStrayFolders,
  settleStranded,
  type Settled,
  type Stranded,
} from "./engine/control/recovery.ts";
import { removeSpoiledLocks, removeStrayFiles, warnOfDamagedLocks } from "./engine/control/stray-files.ts";
import { runPaths } from "./engine/run/run-record.ts";
import { runResult, toRunResult, type RunResult } from "./engine/run/run-result.ts";

/** No verdict has it. */
const unsettledReason = "unsettled";

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
    await removeSpoiledLocks(project.runtime, context.now());
    const results: RunResult[] = [];
    for (const one of stranded) {
      const settled = await settleStranded({ project, context }, one).catch((error: Error) => error);
      results.push(toResult(project, one, settled));
    }
    await removeStrayFolders(project);
    await removeStrayFiles(project.runtime, context.now());
    await warnOfDamagedLocks({ project, context });
    return { results, changed: results.length > 0 };
  },
});

const plans: Readonly<Record<Stranded["agent"], string>> = {
  running: "the agent still runs: it is stopped, its work kept, and the run paused",
  ended: "the agent has ended: its work is judged, and merged if it is complete",
  "never started": "the agent never started: the run is paused",
};

function planned(stranded: Stranded): RunResult {
  const { spec_id } = stranded;
  return { spec_id, outcome: "running", message: planOf(stranded), commits: [], merged: false };
}

function planOf({ record, damaged, agent }: Stranded): string {
  if (record !== undefined) return `Attempt ${record.attempt} was cut off in phase ${record.phase}; ${plans[agent]}.`;
  if (damaged === undefined) return "Only the lock of a dead process is left: it is removed.";
  return `Its run record cannot be read (${damaged.why}): it is put away, and settled is what git and the agent's files tell.`;
}

function toResult(project: Project, { spec_id, damaged }: Stranded, settled: Settled | Error): RunResult {
  if (settled instanceof Error) return failed(spec_id, settled);
  const result = typeof settled === "object" ? toRunResult(project, settled) : unchanged(spec_id, unsettled[settled]);
  if (damaged === undefined || settled === "somebody_else_is_at_it") return result;
  const kept = relative(project.runtime.root, runPaths(project.runtime, damaged).damaged);
  return { ...result, message: `${result.message} Its record could not be read, and is ${kept} now.` };
}

const unsettled: Readonly<Record<Extract<Settled, string>, string>> = {
  only_a_lock: "Removed the lock of a dead process; there was no run to settle.",
  only_a_file: "There was no run to settle.",
  somebody_else_is_at_it: "Another process has taken it up.",
};

function failed(spec_id: string, error: Error): RunResult {
  const message = `Could not be settled: ${error.message}`;
  const next = isChantError(error) && error.fix !== undefined ? { next: [error.fix] } : {};
  return { spec_id, outcome: "running", reason: unsettledReason, message, commits: [], merged: false, ...next };
}
