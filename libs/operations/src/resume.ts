import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";
import { continueRun, continueRuns, settleFirst } from "./engine/control/continue-run.ts";
import { requeue } from "./engine/control/requeue.ts";
import { requeueAll, takeStopped } from "./engine/control/resume-stopped.ts";
import { runInput } from "./engine/run/run-input.ts";
import { exitCodeOfResults, runResult, type RunResult } from "./engine/run/run-result.ts";
import { findSpec, loadSpecs } from "./engine/specs/specs.ts";

const input = z.object({
  id: z.string().optional().describe("Spec id, full or short"),
  all: z.boolean().default(false).describe("Everything that stop has paused"),
  work: z.boolean().default(false).describe("Start the agent at once instead of putting the spec back in the queue"),
  ...runInput,
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
  output: z.object({ results: z.array(runResult) }),
  exitCode: ({ results }) => exitCodeOfResults(results),
  async run(asked, context) {
    requireOne(asked);
    const where = { project: await context.project(), context };
    return { results: await (asked.id === undefined ? resumeAll(where, asked) : resumeOne(where, asked, asked.id)) };
  },
});

/** Throws INPUT_MISSING, INPUT_INVALID. */
function requireOne({ id, all }: Input): void {
  if ((id === undefined) === all) return;
  const fix = id === undefined ? "chant resume --all" : `chant resume ${id}`;
  if (id === undefined) throw new ChantError("INPUT_MISSING", "resume needs a spec id, or --all.", { fix });
  throw new ChantError("INPUT_INVALID", `resume takes --all or ${id}, not both.`, { fix });
}

async function resumeOne(where: Where, asked: Input, query: string): Promise<RunResult[]> {
  const { id } = await findSpec({ ...where, set: await loadSpecs(where.project) }, query);
  const settled = await settleFirst(where, id);
  if (settled !== undefined) return [settled];
  return [await (asked.work ? continueRun(where, asked, id) : requeue(where, id))];
}

async function resumeAll(where: Where, asked: Input): Promise<RunResult[]> {
  const ids = await takeStopped(where);
  return asked.work ? continueRuns(where, asked, ids) : requeueAll(where, ids);
}
