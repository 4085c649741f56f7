import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import { settleFirst } from "./engine/control/continue-run.ts";
import { resolveConflict, type ResolveAsked } from "./engine/merge/resolve-conflict.ts";
import { findRecord } from "./engine/merge/select-records.ts";
import { runInput } from "./engine/run/run-input.ts";
import type { RunRecord } from "./engine/run/run-record.ts";
import { exitCodeOfResults, runResult } from "./engine/run/run-result.ts";
import { findSpec, loadSpecs } from "./engine/specs/specs.ts";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";

const { model, provider, merge, skip_approval, max_cost, timeout, idle_timeout } = runInput;

const input = z.object({
  id: z.string().describe("Spec id, full or short"),
  prompt: z.string().default("merge-conflict").describe("Prompt to use"),
  ...{ model, provider, skip_approval, max_cost, timeout, idle_timeout },
  merge: merge.describe("Merge the branch when the conflict is resolved"),
});

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** Has an agent resolve the conflict that keeps a completed spec from being merged, in its own worktree, and merges it. */
export const resolve = defineOperation({
  name: "resolve",
  summary: "Have an agent resolve the conflict that keeps a spec from being merged",
  effect: "write",
  positionals: ["id"],
  input,
  output: z.object({ results: z.array(runResult) }),
  exitCode: ({ results }) => exitCodeOfResults(results),
  async run(asked, context) {
    const where = { project: await context.project(), context };
    const { id } = await findSpec({ ...where, set: await loadSpecs(where.project) }, asked.id);
    const settled = await settleFirst(where, id);
    if (settled?.merged) return { results: [settled] };
    return { results: [await resolveConflict(where, await requireRecord(where, id), toAsked(asked))] };
  },
});

async function requireRecord({ project }: Where, id: string): Promise<RunRecord> {
  const record = await findRecord(project, id);
  if (record !== undefined) return record;
  const message = `${id} has no run whose branch could be in conflict.`;
  throw new ChantError("STATE_NO_RUN", message, { fix: `chant work ${id}`, details: { spec_id: id } });
}

function toAsked({ timeout: minutes, idle_timeout: idle, max_cost, ...asked }: z.output<typeof input>): ResolveAsked {
  const limits = {
    ...(max_cost !== undefined && { max_cost }),
    ...(minutes !== undefined && { timeout_minutes: minutes }),
    ...(idle !== undefined && { idle_timeout_minutes: idle }),
  };
  return { ...asked, limits };
}
