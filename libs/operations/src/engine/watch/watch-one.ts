import { ChantError } from "@chant/core/errors";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { isCutOff } from "../control/cut-off.ts";
import { followLog } from "../run/follow-log.ts";
import { awaitsMerge, findLatestRecord, findLiveRecord, runPaths, type RunRecord } from "../run/run-record.ts";
import { findWatcher } from "./watch-lock.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/**
 * Shows the run of a spec as it goes on, until it is over, and gives its record. A run whose process died is waited for
 * only while somebody watches. Throws STATE_NO_RUN, STATE_RUN_UNFINISHED.
 */
export async function watchOne(where: Where, id: string): Promise<RunRecord> {
  const { project, context } = where;
  const begun = await findLiveRecord(project.runtime, id);
  if (begun !== undefined) {
    const path = runPaths(project.runtime, begun).text_log;
    const going = async () => {
      const now = await findLiveRecord(project.runtime, id);
      return now?.attempt === begun.attempt && !awaitsMerge(now) && (await isDriven(project, now));
    };
    await followLog({ context, id, path, from: 0, going });
  }
  const now = (await findLiveRecord(project.runtime, id)) ?? (await findLatestRecord(project.runtime, id));
  if (now === undefined) throw noRun(id);
  if (now.phase !== "cleaned" && !awaitsMerge(now) && !(await isDriven(project, now))) throw abandoned(now);
  return now;
}

async function isDriven(project: Project, record: RunRecord): Promise<boolean> {
  return !(await isCutOff(project, record)) || (await findWatcher(project)) !== undefined;
}

function noRun(id: string): ChantError {
  return new ChantError("STATE_NO_RUN", `${id} has no run to watch.`, {
    fix: `chant work ${id}`,
    details: { spec_id: id },
  });
}

function abandoned({ spec_id, attempt, phase }: RunRecord): ChantError {
  const message = `Attempt ${attempt} of ${spec_id} lost its process in phase ${phase}, and nobody watches.`;
  return new ChantError("STATE_RUN_UNFINISHED", message, { fix: "chant recover", details: { attempt, phase } });
}
