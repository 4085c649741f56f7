import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";
import { backgroundInput, backgroundProcess, runInBackground } from "./engine/control/background.ts";
import { runChain } from "./engine/dispatch/chain.ts";
import { runDispatch, type Dispatched } from "./engine/dispatch/dispatch.ts";
import { isDriver } from "./engine/dispatch/drivers.ts";
import { runParallel } from "./engine/dispatch/parallel.ts";
import { planDispatch } from "./engine/dispatch/plan.ts";
import { dispatchSummary, exitCodeOfWork } from "./engine/dispatch/summary.ts";
import { modeOf, workInput, type Mode } from "./engine/dispatch/work-input.ts";
import { runInput, runOptions } from "./engine/run/run-input.ts";
import { runResult, toRunResult, type RunResult } from "./engine/run/run-result.ts";
import type { SpecEntry } from "./engine/specs/spec-entry.ts";
import { findSpec, loadSpecs } from "./engine/specs/specs.ts";
import { startRun } from "./engine/run/start-run.ts";
import { supervise } from "./engine/run/supervise.ts";
import { watchRetries } from "./engine/watch/watch-start.ts";

const input = z.object({ ...workInput, ...runInput, ...backgroundInput });

type Input = z.output<typeof input>;

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** Gives specs to agents, judges the results and merges them. */
export const work = defineOperation({
  name: "work",
  summary: "Work specs: agent, verdict, merge",
  effect: "write",
  positionals: ["ids"],
  short: { parallel: "p" },
  input,
  output: z.object({
    results: z.array(runResult),
    summary: dispatchSummary.optional().describe("Of a chain or of parallel work"),
    background: backgroundProcess.optional(),
  }),
  exitCode: (output) => (output.background === undefined ? exitCodeOfWork(output) : 0),
  async run(asked, context) {
    const mode = modeOf(asked);
    const where = { project: await context.project(), context };
    // Short ids mean the specs of this moment, also for a process that goes on later.
    const ids = await findIds(where, asked.ids);
    if (asked.background) return runInBackground({ ...where, operation: "work", input: { ...asked, ids } });
    const output = await workSpecs(where, { ...asked, ids }, mode);
    if (asked.watch) await watchRetries(where, output.results);
    return output;
  },
});

async function findIds({ project, context }: Where, queries: readonly string[]): Promise<string[]> {
  if (queries.length === 0) return [];
  const set = await loadSpecs(project);
  const entries = await Promise.all(queries.map((query) => findSpec({ project, context, set }, query)));
  return entries.map(requireActive);
}

/** Where a run would find the spec, and merge it, nobody looks for what goes on. Throws STATE_TRANSITION. */
function requireActive({ id, archived }: SpecEntry): string {
  if (!archived) return id;
  const fix = `chant archive ${id} --restore`;
  throw new ChantError("STATE_TRANSITION", `${id} is archived.`, { fix, details: { spec_id: id } });
}

async function workSpecs(where: Where, asked: Input, mode: Mode): Promise<{ results: RunResult[] } | Dispatched> {
  const { prompt, model, provider, target, in_place } = asked;
  const request = { options: runOptions(asked, where.project.config), prompt, model, provider, target, in_place };
  const [id = ""] = asked.ids;
  if (mode === "single" && !isDriver(await loadSpecs(where.project), id)) {
    const run = await startRun({ ...where, ...request, id });
    return { results: [toRunResult(where.project, await supervise(run))] };
  }
  const since = where.context.now();
  const dispatched = mode === "parallel" ? "parallel" : "chain";
  const dispatch = await planDispatch({ ...where, ...asked, mode: dispatched, request }, since);
  return runDispatch(dispatch, dispatched === "chain" ? runChain : runParallel);
}
