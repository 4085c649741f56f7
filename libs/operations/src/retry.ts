import { checkTransition } from "@chant/core";
import * as z from "zod";
import { continueRun, settleFirst } from "./engine/control/continue-run.ts";
import { runInput } from "./engine/run/run-input.ts";
import { findLatestRecord } from "./engine/run/run-record.ts";
import { exitCodeOfResults, runResult, withoutUndefined } from "./engine/run/run-result.ts";
import { findSpec, loadSpecs, timestamp } from "./engine/specs/specs.ts";
import { planRetry } from "./engine/watch/watch-retry.ts";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";

const backoff = z.object({
  attempts: z.number().describe("How many attempts there were before"),
  retries: z.number().describe("How many of them were automatic"),
  due: z.string().optional().describe("When the next automatic one would have been"),
  gave_up: z.string().optional().describe("Why there would have been none"),
});

/** Works a spec again that failed, without waiting for an automatic retry, in the worktree that its last attempt left. */
export const retry = defineOperation({
  name: "retry",
  summary: "Work a failed spec again at once, where it stopped",
  effect: "write",
  positionals: ["id"],
  input: z.object({ id: z.string().describe("Spec id, full or short"), ...runInput }),
  output: z.object({ results: z.array(runResult), backoff: backoff.optional().describe("How retries stood before") }),
  exitCode: ({ results }) => exitCodeOfResults(results),
  async run(input, context) {
    const where = { project: await context.project(), context };
    const { id } = await findSpec({ ...where, set: await loadSpecs(where.project) }, input.id);
    const settled = await settleFirst(where, id);
    if (settled !== undefined) return { results: [settled] };
    const { status } = await findSpec({ ...where, set: await loadSpecs(where.project) }, id);
    checkTransition({ id, from: status, to: "pending", trigger: "resume", facts: {} });
    const before = await readBackoff(where, id);
    const results = [await continueRun(where, input, id)];
    return before === undefined ? { results } : { results, backoff: before };
  },
});

async function readBackoff(
  { project, context }: { readonly project: Project; readonly context: Context },
  id: string,
): Promise<z.output<typeof backoff> | undefined> {
  const record = await findLatestRecord(project.runtime, id);
  if (record === undefined) return undefined;
  const plan = planRetry({ record, settings: project.config.watch.failure, chance: context.random() });
  const next = plan.kind === "retry" ? { due: timestamp(plan.due) } : { gave_up: plan.why };
  return withoutUndefined({ attempts: record.attempt, retries: record.retries ?? 0, ...next });
}
