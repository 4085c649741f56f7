import { checkTransition } from "@chant/core";
import { ChantError, isChantError } from "@chant/core/errors";
import { checkBranchName } from "@chant/git";
import * as z from "zod";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";
import { continueRun } from "./engine/control/continue-run.ts";
import { discardAttempt } from "./engine/control/discard-attempt.ts";
import type { Lock } from "./engine/control/lock.ts";
import { findStrandedRun, settleStranded } from "./engine/control/recovery.ts";
import { setPending } from "./engine/control/requeue.ts";
import { runInput } from "./engine/run/run-input.ts";
import { exitCodeOfResults, runResult } from "./engine/run/run-result.ts";
import { findSpec, loadSpecs } from "./engine/specs/specs.ts";
import { lockSpec } from "./engine/run/start-run.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** Puts a spec back to pending with a fresh tree. What its last attempt did is kept under a backup ref. */
export const reset = defineOperation({
  name: "reset",
  summary: "Put a spec back to pending with a fresh tree; its work is kept under a backup ref",
  effect: "write",
  positionals: ["id"],
  input: z.object({
    id: z.string().describe("Spec id, full or short"),
    work: z.boolean().default(false).describe("Start an agent at once"),
    prompt: z.string().optional().describe("With --work: prompt to use instead of the spec's or the default"),
    branch: z
      .union([z.boolean(), z.string().min(1)])
      .optional()
      .describe("With --work: what its branch begins with; every run has a branch of its own"),
  }),
  output: z.object({
    spec_id: z.string(),
    from: z.string(),
    backup_ref: z.string().optional().describe("Where the commits of the last attempt are"),
    removed: z.array(z.string()).describe("Worktree and branch that were removed"),
    results: z.array(runResult).optional().describe("With --work: what became of the new run"),
    next: z.array(z.string()),
  }),
  exitCode: ({ results = [] }) => exitCodeOfResults(results),
  async run({ id: query, work, prompt, branch }, context) {
    const where = { project: await context.project(), context };
    const { id } = await findSpec({ ...where, set: await loadSpecs(where.project) }, query);
    requireWork({ id, work, prompt, branch });
    const named = typeof branch === "string" ? { branch: `${branch}${id}` } : {};
    if (named.branch !== undefined) await checkBranchName(await where.project.repository(), named.branch);
    const done = await putBack(where, id);
    if (!work) return { ...done, next: [`chant work ${id}`] };
    const result = await continueRun(where, { ...z.object(runInput).parse({ prompt }), ...named }, id);
    return { ...done, results: [result], next: result.next ?? [] };
  },
});

interface Flags {
  readonly id: string;
  readonly work: boolean;
  readonly prompt: string | undefined;
  readonly branch: string | boolean | undefined;
}

/** A word about a run that is not started would be forgotten. Throws INPUT_INVALID. */
function requireWork({ id, work, prompt, branch }: Flags): void {
  if (work || (prompt === undefined && branch === undefined)) return;
  const flag = prompt === undefined ? "--branch" : "--prompt";
  const message = `${flag} is about a run, and reset starts one with --work only.`;
  throw new ChantError("INPUT_INVALID", message, { fix: `chant reset ${id} --work`, details: { flag } });
}

/** Everything that can refuse does so before anything is removed. Throws STATE_LOCKED, STATE_TRANSITION. */
async function putBack(where: Where, id: string) {
  const { project } = where;
  const stranded = await findStrandedRun(project, id);
  if (stranded !== undefined) await settleStranded(where, stranded);
  const lock = await lockIdle(where, id);
  try {
    const entry = await findSpec({ ...where, set: await loadSpecs(project) }, id);
    checkTransition({ id, from: entry.status, to: "pending", trigger: "reset", facts: {} });
    const kept = await discardAttempt(where, id);
    const cleared = { error: undefined, failed_at: undefined, reason: undefined, started_at: undefined };
    await setPending(where, { entry, trigger: "reset", cleared });
    return { spec_id: id, from: entry.status, ...kept };
  } finally {
    await lock.release();
  }
}

/** A run that is going on is stopped by who wants it stopped. Throws STATE_LOCKED. */
async function lockIdle(where: Where, id: string): Promise<Lock> {
  try {
    return await lockSpec({ ...where, id });
  } catch (error) {
    if (!isChantError(error) || error.code !== "STATE_LOCKED") throw error;
    const { code, message, details, fix } = error;
    throw new ChantError(code, message, { fix: fix === "chant recover" ? fix : `chant pause ${id}`, details });
  }
}
