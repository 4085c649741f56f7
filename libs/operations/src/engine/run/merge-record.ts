import { parseSpec } from "@chant/core";
import { readFileAt } from "@chant/git";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { reviveRun } from "./revive.ts";
import type { RunRecord } from "./run-record.ts";
import { lockSpec } from "./start-run.ts";
import { supervise } from "./supervise.ts";

/** Merges the branch of a completed run by the steps of any run. Throws STATE_LOCKED. */
export async function mergeRecord(
  where: { readonly project: Project; readonly context: Context },
  record: RunRecord,
): Promise<RunRecord> {
  const lock = await lockSpec({ ...where, id: record.spec_id });
  const phase = (await isCompletedOnBranch(where.project, record)) ? "finalized" : "judged";
  const patch = { phase, options: { ...record.options, merge: true } } as const;
  return supervise(await reviveRun({ ...where, lock, record, patch }));
}

/** Whoever solved a conflict on the branch may have taken the target's status with it; then the outcome is written anew. */
async function isCompletedOnBranch(project: Project, record: RunRecord): Promise<boolean> {
  if (!record.tracked) return true;
  const text = await readFileAt(await project.repository(), `refs/heads/${record.branch}`, record.spec_path);
  return text === undefined || parseSpec(text, { id: record.spec_id }).frontmatter.status === "completed";
}
