import { ChantError, isChantError } from "@chant/core/errors";
import type { Project } from "../../kernel/project.ts";
import { errorText } from "../error-text.ts";
import { findLatestRecord, listLiveRecords, type RunRecord } from "../run/run-record.ts";
import { toRunResult, type RunResult } from "../run/run-result.ts";
import { startRun, type StartRequest } from "../run/start-run.ts";
import { supervise } from "../run/supervise.ts";

/** What became of one spec: a run's result, or why there was none and the spec is as it was. */
export type Driven = { readonly result: RunResult } | { readonly refused: ChantError };

/** Starts a run and drives it to its end. Never throws: what goes wrong with one spec is no business of the next. */
export async function drive(request: StartRequest): Promise<Driven> {
  const started = await startRun(request).catch(toRefused);
  if ("refused" in started) return started;
  const { project } = request;
  try {
    return { result: toRunResult(project, await supervise(started)) };
  } catch (error) {
    const record = await findWritten(project, started.record);
    if (record === undefined) return toRefused(error);
    const { message } = toRefused(error).refused;
    return {
      result: record.verdict === undefined ? withMessage(project, record, message) : toRunResult(project, record),
    };
  }
}

/** What the attempt left; nothing where it was undone before its agent started. */
async function findWritten({ runtime }: Project, { spec_id, attempt }: RunRecord): Promise<RunRecord | undefined> {
  const live = (await listLiveRecords(runtime)).find((record) => record.spec_id === spec_id);
  const found = live ?? (await findLatestRecord(runtime, spec_id));
  return found?.attempt === attempt ? found : undefined;
}

function withMessage(project: Project, record: RunRecord, message: string): RunResult {
  return { ...toRunResult(project, record), message, next: ["chant recover"] };
}

/** An error as what refused a run. */
export function toRefused(error: unknown): { refused: ChantError } {
  if (isChantError(error)) return { refused: error };
  const message = errorText(error);
  // A bug, or a file that could not be read: nothing is known to have been done.
  return { refused: new ChantError("IO_FAILED", message, { fix: "chant recover --check", cause: error }) };
}
