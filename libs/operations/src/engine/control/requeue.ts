import type { Frontmatter, Trigger } from "@chant/core";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { changeStatus } from "../edit/change-status.ts";
import { findLatestRecord } from "../run/run-record.ts";
import { withoutUndefined, type RunResult } from "../run/run-result.ts";
import { lockSpec } from "../run/start-run.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import { loadSpecs } from "../specs/specs.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** Puts a spec back in the queue; branch and worktree stay, so the next run continues there. Throws STATE_TRANSITION. */
export async function requeue(where: Where, id: string): Promise<RunResult> {
  const { project } = where;
  const lock = await lockSpec({ ...where, id });
  try {
    const entry = (await loadSpecs(project)).find(id) as SpecEntry;
    const cleared = { error: undefined, failed_at: undefined, reason: undefined };
    await setPending(where, { entry, trigger: "resume", cleared });
    const record = await findLatestRecord(project.runtime, id);
    return withoutUndefined({
      spec_id: id,
      outcome: "pending" as const,
      message: `${id} is pending again and goes on where it stopped.`,
      commits: [...(record?.commits ?? [])],
      merged: false,
      branch: record?.branch,
      worktree: record?.worktree,
      next: [`chant work ${id}`],
    });
  } finally {
    await lock.release();
  }
}

interface Pending {
  readonly entry: SpecEntry;
  readonly trigger: Trigger;
  readonly cleared: { readonly [Key in keyof Frontmatter]?: undefined };
}

/** Moves a spec to pending in the checkout, by a commit of its file. Throws STATE_TRANSITION with nothing changed. */
export async function setPending(where: Where, { entry, trigger, cleared }: Pending): Promise<void> {
  await changeStatus({ ...where, entry, to: "pending", trigger, fields: () => cleared });
}
