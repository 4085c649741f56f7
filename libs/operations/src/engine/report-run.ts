import { performance } from "node:perf_hooks";
import { toRunResult, withoutUndefined } from "./run-result.ts";
import type { Run } from "./run.ts";

/** Tells that a supervisor takes a run up; gives what tells that it is over, with the error that ended it. */
export function reportRun(run: Run): (error?: unknown) => void {
  const { context, record, position } = run;
  const since = performance.now();
  const { spec_id, title, attempt, provider, model, prompt } = record;
  context.report(
    withoutUndefined({ type: "run_started", spec_id, title, attempt, provider, model, prompt, ...position } as const),
  );
  return (error) => {
    const seconds = Math.round((performance.now() - since) / 100) / 10;
    context.report(withoutUndefined({ type: "run_ended", ...endOf(run, error), seconds, ...position } as const));
  };
}

/** A run that was undone before its agent started has no verdict: its spec is as it was. */
function endOf(run: Run, error: unknown) {
  const { spec_id, outcome, reason, message, merged, cost, commits } = toRunResult(run.project, run.record);
  const ended = { spec_id, outcome, reason, message, merged, cost, commits };
  if (error === undefined || run.record.verdict !== undefined) return ended;
  const told = error instanceof Error ? error.message : String(error);
  return { ...ended, outcome: "unchanged" as const, reason: undefined, message: told };
}
