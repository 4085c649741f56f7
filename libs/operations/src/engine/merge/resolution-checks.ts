import { isChantError } from "@chant/core/errors";
import { runCommand, type CommandResult } from "../command.ts";
import { oneLine } from "../one-line.ts";
import { reportPhase, workFolder, type Run } from "../run/run.ts";
import type { Verdict } from "../run/run-record.ts";
import { whileWanted } from "../run/workspace.ts";

/**
 * Runs the checks of the project on a conflict that an agent has resolved, in its worktree. Gives what is against it;
 * undefined where nothing is, and for a run that had none to resolve.
 */
export async function checkResolution(run: Run): Promise<Verdict | undefined> {
  const { checks, checks_timeout_s: seconds } = run.project.config.merge;
  if (run.record.resolution === undefined) return undefined;
  for (const command of checks) {
    reportPhase(run, "checks", `Check: ${command}`);
    const verdict = await runCheck(run, command, seconds).catch((error: unknown) => toPaused(run, error));
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}

async function runCheck(run: Run, command: string, seconds: number): Promise<Verdict | undefined> {
  const request = { command, cwd: workFolder(run), env: run.context.env, timeoutMs: seconds * 1000 };
  const result = await whileWanted(run, (signal) => runCommand({ ...request, signal }));
  if (result.exit_code === 0) return undefined;
  const message = `The check "${command}" ${ending(result, seconds)}: ${oneLine(result.output.slice(-300))}`;
  return { outcome: "needs_attention", reason: "checks_failed", message };
}

function ending({ timed_out, exit_code }: CommandResult, seconds: number): string {
  return timed_out ? `took longer than ${seconds} s` : `exited with code ${exit_code}`;
}

/** Whoever interrupts the checks knows nothing of the work. */
function toPaused({ context }: Run, error: unknown): Verdict {
  if (!context.signal.aborted && !(isChantError(error) && error.code === "EXEC_PAUSED")) throw error;
  return { outcome: "paused", reason: "interrupted", message: "The run was stopped before its checks were done." };
}
