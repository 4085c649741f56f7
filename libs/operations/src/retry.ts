import { checkTransition } from "@chant/core";
import * as z from "zod";
import {
  backgroundInput,
  backgroundProcess,
  runInBackground,
  type BackgroundOutput,
} from "./engine/control/background.ts";
import { continueRun, settleFirst } from "./engine/control/continue-run.ts";
import { runInput } from "./engine/run/run-input.ts";
import { findLatestRecord } from "./engine/run/run-record.ts";
import { exitCodeOfResults, runResult, withoutUndefined } from "./engine/run/run-result.ts";
import type { SpecEntry } from "./engine/specs/spec-entry.ts";
import { findSpec, loadSpecs, timestamp } from "./engine/specs/specs.ts";
import { planRetry } from "./engine/watch/watch-retry.ts";
import { watchRetries } from "./engine/watch/watch-start.ts";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";

const backoff = z.object({
  attempts: z.number().describe("How many attempts there were before"),
  retries: z.number().describe("How many of them were automatic"),
  due: z.string().optional().describe("When the next automatic one would have been"),
  gave_up: z.string().optional().describe("Why there would have been none"),
});

const input = z.object({ id: z.string().describe("Spec id, full or short"), ...runInput, ...backgroundInput });

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** Works a spec again that failed, without waiting for an automatic retry, in the worktree that its last attempt left. */
export const retry = defineOperation({
  name: "retry",
  summary: "Work a failed spec again at once, where it stopped",
  effect: "write",
  positionals: ["id"],
  input,
  output: z.object({
    results: z.array(runResult),
    backoff: backoff.optional().describe("How retries stood before"),
    background: backgroundProcess.optional(),
  }),
  exitCode: ({ results, background }) => (background === undefined ? exitCodeOfResults(results) : 0),
  async run(asked, context) {
    const where = { project: await context.project(), context };
    const id = (await find(where, asked.id)).id;
    const settled = await settleFirst(where, id);
    if (settled !== undefined) return { results: [settled] };
    checkTransition({ id, from: (await find(where, id)).status, to: "pending", trigger: "resume", facts: {} });
    const before = await readBackoff(where, id);
    const output = await retryNow(where, { ...asked, id });
    return before === undefined ? output : { ...output, backoff: before };
  },
});

async function find(where: Where, query: string): Promise<SpecEntry> {
  return findSpec({ ...where, set: await loadSpecs(where.project) }, query);
}

async function retryNow(where: Where, asked: z.output<typeof input>): Promise<BackgroundOutput> {
  if (asked.background) return runInBackground({ ...where, operation: "retry", input: asked });
  const results = [await continueRun(where, asked, asked.id)];
  if (asked.watch) await watchRetries(where, results);
  return { results };
}

async function readBackoff({ project, context }: Where, id: string): Promise<z.output<typeof backoff> | undefined> {
  const record = await findLatestRecord(project.runtime, id);
  if (record === undefined) return undefined;
  const plan = planRetry({ record, settings: project.config.watch.failure, chance: context.random() });
  const next = plan.kind === "retry" ? { due: timestamp(plan.due) } : { gave_up: plan.why };
  return withoutUndefined({ attempts: record.attempt, retries: record.retries ?? 0, ...next });
}
