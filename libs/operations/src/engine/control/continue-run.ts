import type * as z from "zod";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { runDispatch } from "../dispatch/dispatch.ts";
import { runParallel } from "../dispatch/parallel.ts";
import { planDispatch } from "../dispatch/plan.ts";
import { unchanged } from "./interrupted-result.ts";
import { findStrandedRun, settleStranded } from "./recovery.ts";
import { runOptions, type runInput } from "../run/run-input.ts";
import { toRunResult, type RunResult } from "../run/run-result.ts";
import { startRun } from "../run/start-run.ts";
import { supervise } from "../run/supervise.ts";

type Input = z.output<z.ZodObject<typeof runInput>>;

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** A run that its agent had finished before chant died is completed by settling it; there is nothing left to continue. */
export async function settleFirst(where: Where, id: string): Promise<RunResult | undefined> {
  const stranded = await findStrandedRun(where.project, id);
  const settled = stranded && (await settleStranded(where, stranded));
  if (settled === undefined || typeof settled === "string") return undefined;
  return settled.verdict?.outcome === "completed" ? toRunResult(where.project, settled) : undefined;
}

/** Works a spec again in the worktree and on the branch that its last attempt left. Throws whatever refuses a run. */
export async function continueRun(
  where: Where,
  { branch, ...input }: Input & { readonly branch?: string | undefined },
  id: string,
): Promise<RunResult> {
  const run = await startRun({ ...where, id, branch, ...requestOf(where, input) });
  return toRunResult(where.project, await supervise(run));
}

/** The same for several side by side; what is refused keeps no other from going on. */
export async function continueRuns(where: Where, input: Input, ids: readonly string[]): Promise<RunResult[]> {
  if (ids.length === 0) return [];
  const several = { mode: "parallel", chain: false, parallel: true, keep_going: true, chain_max: 0 } as const;
  const plan = { ...where, ...several, ids, label: [], retry_failed: false, request: requestOf(where, input) };
  const { results, summary } = await runDispatch(await planDispatch(plan, where.context.now()), runParallel);
  const skipped = summary.skipped.map(({ spec_id, reason, message }) => ({ ...unchanged(spec_id, message), reason }));
  return [...results, ...skipped];
}

function requestOf({ project }: Where, input: Input) {
  const { prompt, model, provider, target } = input;
  return { options: runOptions(input, project.config), prompt, model, provider, target };
}
