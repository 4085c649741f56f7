import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import { changeStatus } from "./engine/edit/change-status.ts";
import { interruptRun } from "./engine/control/interrupt-run.ts";
import { isRunning, toInterruptedResult, unchanged } from "./engine/control/interrupted-result.ts";
import { runResult, type RunResult } from "./engine/run/run-result.ts";
import type { SpecEntry } from "./engine/specs/spec-entry.ts";
import { findSpec, loadSpecs } from "./engine/specs/specs.ts";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";

/** Stops the agent of a spec. What it did is committed on its branch, and the spec is paused, never failed. */
export const pause = defineOperation({
  name: "pause",
  summary: "Stop the agent of a spec; its work is kept to be resumed",
  effect: "write",
  positionals: ["id"],
  input: z.object({
    id: z.string().describe("Spec id, full or short"),
    force: z.boolean().default(false).describe("Stop a running agent without asking"),
    dry_run: z.boolean().default(false).describe("Only show what would be stopped"),
  }),
  output: z.object({ results: z.array(runResult) }),
  preview: (input) => (input.force || input.dry_run ? undefined : { ...input, dry_run: true }),
  async run(input, context) {
    const project = await context.project();
    const entry = await findSpec({ project, context, set: await loadSpecs(project) }, input.id);
    if (input.dry_run && isRunning(entry)) return { results: [planned(entry)] };
    const stopped = isRunning(entry) ? await interruptRun({ project, context }, entry.id, "pause") : undefined;
    if (stopped !== undefined) return { results: [toInterruptedResult(project, entry.id, stopped)] };
    return pauseWithoutRun({ project, context, dry: input.dry_run }, entry.id);
  },
});

function planned({ id, run }: SpecEntry): RunResult {
  const message = `Attempt ${run?.attempt} runs under process ${run?.supervisor.pid}: its agent is stopped and its work kept.`;
  return { spec_id: id, outcome: "running", message, commits: [], merged: false };
}

interface Where {
  readonly project: Project;
  readonly context: Context;
  readonly dry: boolean;
}

/** Looks again: a run may have ended since. A spec that only says that it is in progress is paused as well. */
async function pauseWithoutRun({ project, context, dry }: Where, id: string): Promise<{ results: RunResult[] }> {
  const entry = (await loadSpecs(project)).find(id);
  if (entry?.status === "in_progress") {
    if (!dry) await changeStatus({ project, context, entry, to: "paused", trigger: "pause" });
    const message = "No agent was at work; it only said that it is in progress.";
    return { results: [{ ...unchanged(id, message), outcome: "paused", next: [`chant resume ${id} --work`] }] };
  }
  if (entry?.status !== "paused") throw notRunning(id, entry?.status ?? "pending");
  if (dry) context.report({ type: "notice", spec_id: id, message: `${id} is paused already.` });
  return { results: dry ? [] : [unchanged(id, "It is paused already.")] };
}

function notRunning(id: string, status: string): ChantError {
  const message = `Nobody is working on ${id}, which is ${status.replace("_", " ")}: there is nothing to pause.`;
  return new ChantError("STATE_NO_RUN", message, { fix: `chant show ${id}`, details: { spec_id: id, status } });
}
