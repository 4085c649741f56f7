import * as z from "zod";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { startDetached, untilUnderWay, type Detached } from "./detach.ts";
import { listLiveRecords, type RunRecord } from "../run/run-record.ts";
import { toRunResult, type RunResult } from "../run/run-result.ts";
import { ensureWatch } from "../watch/watch-start.ts";

/** The input fields of an operation that works specs and may do so in the background. */
export const backgroundInput = {
  background: z.boolean().default(false).describe("Work in the background and answer as soon as it has begun"),
  watch: z.boolean().default(true).describe("Start watch for what is to be retried or outlives this process"),
} as const;

/** The process that goes on with what was asked. */
export const backgroundProcess = z.object({
  pid: z.number(),
  started_at: z.string(),
  log: z.string().describe("What the process tells"),
  session: z.string().describe("Where its outcome appears"),
});

export interface BackgroundOutput {
  readonly results: RunResult[];
  /** Absent when all was over at once. */
  readonly background?: z.output<typeof backgroundProcess>;
}

interface BackgroundRequest {
  readonly project: Project;
  readonly context: Context;
  /** Name of the operation that runs specs, and its input. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>> & { readonly watch: boolean };
}

/**
 * Runs an operation that works specs in a process of its own, and answers as soon as the first run has begun. Whatever
 * refuses it is thrown here, as if it ran in the foreground.
 */
export async function runInBackground(request: BackgroundRequest): Promise<BackgroundOutput> {
  const { project, context, operation } = request;
  const input = { ...request.input, background: false };
  const detached = await startDetached({ operation, input, context });
  let begun: RunRecord[] = [];
  const output = await untilUnderWay(detached, async () => {
    begun = await recordsOf(project, detached);
    return begun.length > 0;
  });
  if (output !== undefined) return { results: output["results"] as RunResult[] };
  // Nobody else would settle what it leaves when it dies.
  if (input.watch) await ensureWatch({ project, context });
  const { pid, started_at, log, session } = detached;
  const results = begun.map((record) => toBackgroundResult(project, record));
  return { results, background: { pid, started_at, log, session } };
}

async function recordsOf({ runtime }: Project, { pid }: Detached): Promise<RunRecord[]> {
  return (await listLiveRecords(runtime)).filter(({ supervisor }) => supervisor.pid === pid);
}

function toBackgroundResult(project: Project, record: RunRecord): RunResult {
  const { spec_id: id, supervisor } = record;
  const message = `Is worked on in the background by process ${supervisor.pid}.`;
  return { ...toRunResult(project, record), message, next: [`chant watch ${id}`, `chant log ${id}`] };
}
