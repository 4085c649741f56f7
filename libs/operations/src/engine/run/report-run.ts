import { performance } from "node:perf_hooks";
import { errorText } from "../error-text.ts";
import { toRunResult, withoutUndefined } from "./run-result.ts";
import { phases } from "./run-record.ts";
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

/**
 * A run that was undone before its agent started has no verdict: its spec is as it was. One that an error left before its
 * merge waits for `recover`, whatever its verdict.
 */
function endOf(run: Run, error: unknown) {
  const { verdict, phase } = run.record;
  const { spec_id, outcome, reason, message, merged, cost, commits } = toRunResult(run.project, run.record);
  const ended = { spec_id, outcome, reason, message, merged, cost, commits };
  if (error === undefined) return ended;
  const left = { ...ended, reason: undefined, message: errorText(error) };
  if (verdict === undefined) return { ...left, outcome: "unchanged" as const };
  return phases.indexOf(phase) < phases.indexOf("merged") ? { ...left, outcome: "running" as const } : ended;
}
