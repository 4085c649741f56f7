import * as z from "zod";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";
import { requeue } from "./engine/requeue.ts";
import { findStrandedRun, settleStranded } from "./engine/recovery.ts";
import { runInput, runOptions } from "./engine/run-input.ts";
import { exitCodeOfResults, runResult, toRunResult, type RunResult } from "./engine/run-result.ts";
import { findSpec, loadSpecs, type SpecEntry } from "./engine/specs.ts";
import { startRun } from "./engine/start-run.ts";
import { supervise } from "./engine/supervise.ts";

/** Continues a paused, failed or cut-off run in the worktree and on the branch that it left. */
export const resume = defineOperation({
  name: "resume",
  summary: "Continue a paused, failed or cut-off spec where it stopped",
  effect: "write",
  positionals: ["id"],
  input: z.object({
    id: z.string().describe("Spec id, full or short"),
    work: z.boolean().default(false).describe("Start the agent at once instead of putting the spec back in the queue"),
    ...runInput,
  }),
  output: z.object({ results: z.array(runResult) }),
  exitCode: ({ results }) => exitCodeOfResults(results),
  async run(input, context) {
    const project = await context.project();
    const entry = await findSpec({ project, context, set: await loadSpecs(project) }, input.id);
    const settled = await settleFirst({ project, context }, entry);
    if (settled !== undefined) return { results: [settled] };
    if (!input.work) return { results: [await requeue({ project, context }, entry.id)] };
    const { prompt, model, provider, target } = input;
    const options = runOptions(input, project.config);
    const run = await startRun({ project, context, id: entry.id, options, prompt, model, provider, target });
    return { results: [toRunResult(project, await supervise(run))] };
  },
});

/** A run that its agent had finished before chant died is completed by settling it; there is nothing left to resume. */
async function settleFirst(
  request: { readonly project: Project; readonly context: Context },
  { id }: SpecEntry,
): Promise<RunResult | undefined> {
  const stranded = await findStrandedRun(request.project, id);
  const settled = stranded && (await settleStranded(request, stranded));
  if (settled === undefined || typeof settled === "string") return undefined;
  return settled.verdict?.outcome === "completed" ? toRunResult(request.project, settled) : undefined;
}
