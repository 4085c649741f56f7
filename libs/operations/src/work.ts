import * as z from "zod";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import { exitCodeOfResults, runResult, toRunResult } from "./engine/run-result.ts";
import { findSpec, loadSpecs } from "./engine/specs.ts";
import { startRun } from "./engine/start-run.ts";
import { supervise } from "./engine/supervise.ts";
import { runInput, runOptions } from "./engine/run-input.ts";

/** Gives a spec to an agent, judges the result and merges it. */
export const work = defineOperation({
  name: "work",
  summary: "Work a spec: agent, verdict, merge",
  effect: "write",
  positionals: ["id"],
  input: z.object({ id: z.string().describe("Spec id, full or short"), ...runInput }),
  output: z.object({ results: z.array(runResult) }),
  exitCode: ({ results }) => exitCodeOfResults(results),
  async run(input, context: Context) {
    const project = await context.project();
    const entry = await findSpec({ project, context, set: await loadSpecs(project) }, input.id);
    const { prompt, model, provider, target } = input;
    const options = runOptions(input, project.config);
    const run = await startRun({ project, context, id: entry.id, options, prompt, model, provider, target });
    return { results: [toRunResult(project, await supervise(run))] };
  },
});
