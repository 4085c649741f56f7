import { readFile } from "node:fs/promises";
import { parseSpec, transition, type Frontmatter, type Trigger } from "@chant/core";
import { writeFileDurably } from "@chant/core/store";
import type { Context } from "../kernel/context.ts";
import type { Project } from "../kernel/project.ts";
import { findLatestRecord } from "./run-record.ts";
import { withoutUndefined, type RunResult } from "./run-result.ts";
import { commitSpecFile } from "./spec-file.ts";
import { lockSpec } from "./start-run.ts";
import { loadSpecs, type SpecEntry } from "./specs.ts";

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
export async function setPending({ project, context }: Where, { entry, trigger, cleared }: Pending): Promise<void> {
  const spec = parseSpec(await readFile(entry.path, "utf8"), { id: entry.id });
  const next = transition(spec, "pending", { trigger, facts: {}, fields: cleared });
  if (next.text !== spec.text) await writeFileDurably(entry.path, next.text);
  const subject = `${trigger} ${spec.id}`;
  await commitSpecFile({ project, context, path: entry.path, subject, trailers: { "Chant-Spec": spec.id } });
}
