import * as z from "zod";
import { writeHandoff } from "./engine/control/handoff.ts";
import { runResult, type RunResult } from "./engine/run/run-result.ts";
import { loadSpecs, timestamp, type SpecSet } from "./engine/specs/specs.ts";
import { markStopped, stoppedAt } from "./engine/control/stop-mark.ts";
import { stopRuns } from "./engine/control/stop-runs.ts";
import { isStopped, listPaused, type PausedSpec } from "./engine/control/stopped-specs.ts";
import { defineOperation } from "./kernel/operation.ts";

const states = ["stopped", "already_stopped", "nothing_to_stop"] as const;

/** Stops all runs of the repository, whoever started them, and writes down where things stand. Worktrees and branches stay. */
export const stop = defineOperation({
  name: "stop",
  summary: "Stop all runs, keep their work, and write a note for whoever goes on",
  effect: "write",
  input: z.object({}),
  output: z.object({
    state: z.enum(states),
    stopped_at: z.string(),
    results: z.array(runResult),
    completed: z.number().describe("How many specs are completed"),
    total: z.number().describe("How many there are, cancelled ones left out"),
    handoff: z.string().optional().describe("Path of the note for whoever goes on"),
    next: z.array(z.string()),
  }),
  exitCode: ({ results }) => (results.some(({ outcome }) => outcome === "running") ? 4 : 0),
  async run(_, context) {
    const project = await context.project();
    const { runtime } = project;
    const before = await stoppedAt(runtime);
    const at = context.now();
    await markStopped(runtime, at);
    const results = await stopRuns({ project, context });
    const set = await loadSpecs(project);
    const paused = await listPaused(project, set);
    const state = stateOf(results, before === undefined ? [] : paused.filter(isStopped));
    const handoff = state === "stopped" ? { handoff: await writeHandoff({ project, set, paused, at }) } : {};
    const stopped_at = timestamp(state === "already_stopped" && before !== undefined ? before : at);
    const next = paused.some(isStopped) ? ["chant resume --all"] : [];
    return { state, stopped_at, results, ...progressOf(set), ...handoff, next };
  },
});

function stateOf(results: readonly RunResult[], stoppedBefore: readonly PausedSpec[]): (typeof states)[number] {
  if (results.length > 0) return "stopped";
  return stoppedBefore.length > 0 ? "already_stopped" : "nothing_to_stop";
}

function progressOf({ active }: SpecSet): { completed: number; total: number } {
  const total = active.filter(({ status }) => status !== "cancelled").length;
  return { completed: active.filter(({ status }) => status === "completed").length, total };
}
