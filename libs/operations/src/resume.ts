import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";
import { backgroundInput, backgroundProcess, runInBackground } from "./engine/control/background.ts";
import { continueRun, continueRuns, settleFirst } from "./engine/control/continue-run.ts";
import { requeue } from "./engine/control/requeue.ts";
import { requeueAll, takeStopped } from "./engine/control/resume-stopped.ts";
import { runInput } from "./engine/run/run-input.ts";
import { exitCodeOfResults, runResult, type RunResult } from "./engine/run/run-result.ts";
import { findSpec, loadSpecs } from "./engine/specs/specs.ts";
import { watchRetries } from "./engine/watch/watch-start.ts";

const input = z.object({
  id: z.string().optional().describe("Spec id, full or short"),
  all: z.boolean().default(false).describe("Everything that stop has paused"),
  work: z.boolean().default(false).describe("Start the agent at once instead of putting the spec back in the queue"),
  ...runInput,
  ...backgroundInput,
});

type Input = z.output<typeof input>;

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** Continues a paused, failed or cut-off run, or all that were stopped, in the worktrees and on the branches that they left. */
export const resume = defineOperation({
  name: "resume",
  summary: "Continue a paused, failed or cut-off spec where it stopped, or all that were stopped",
  effect: "write",
  positionals: ["id"],
  input,
  output: z.object({ results: z.array(runResult), background: backgroundProcess.optional() }),
  exitCode: ({ results, background }) => (background === undefined ? exitCodeOfResults(results) : 0),
  async run(asked, context) {
    requireOne(asked);
    requireWork(asked);
    const where = { project: await context.project(), context };
    const id = asked.id === undefined ? undefined : await findId(where, asked.id);
    if (asked.background) return runInBackground({ ...where, operation: "resume", input: { ...asked, id } });
    const results = await (id === undefined ? resumeAll(where, asked) : resumeOne(where, asked, id));
    if (asked.work && asked.watch) await watchRetries(where, results);
    return { results };
  },
});

/** Throws INPUT_MISSING, INPUT_INVALID. */
function requireOne({ id, all }: Input): void {
  if ((id === undefined) === all) return;
  const fix = id === undefined ? "chant resume --all" : `chant resume ${id}`;
  if (id === undefined) throw new ChantError("INPUT_MISSING", "resume needs a spec id, or --all.", { fix });
  throw new ChantError("INPUT_INVALID", `resume takes --all or ${id}, not both.`, { fix });
}

/** Putting a spec back in the queue takes no time. Throws INPUT_INVALID. */
function requireWork({ id, work, background }: Input): void {
  if (work || !background) return;
  const message = "--background is about a run, and resume starts one with --work only.";
  throw new ChantError("INPUT_INVALID", message, { fix: `chant resume ${id ?? "--all"} --work --background` });
}

async function findId(where: Where, query: string): Promise<string> {
  return (await findSpec({ ...where, set: await loadSpecs(where.project) }, query)).id;
}

async function resumeOne(where: Where, asked: Input, id: string): Promise<RunResult[]> {
  const settled = await settleFirst(where, id);
  if (settled !== undefined) return [settled];
  return [await (asked.work ? continueRun(where, asked, id) : requeue(where, id))];
}

async function resumeAll(where: Where, asked: Input): Promise<RunResult[]> {
  const ids = await takeStopped(where);
  return asked.work ? continueRuns(where, asked, ids) : requeueAll(where, ids);
}
