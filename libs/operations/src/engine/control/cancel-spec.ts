import * as z from "zod";
import type { Spec, WaiverEntry } from "@chant/core";
import { readIdentity } from "@chant/git";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { changeStatus } from "../edit/change-status.ts";
import { deleteSpec } from "./delete-spec.ts";
import { interruptRun } from "./interrupt-run.ts";
import { findLatestRecord } from "../run/run-record.ts";
import { withoutUndefined } from "../run/run-result.ts";
import { findRepository } from "../edit/spec-file.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import { loadSpecs, timestamp } from "../specs/specs.ts";
import { lockSpec } from "../run/start-run.ts";

/** What became of one spec that was cancelled or deleted. */
export const cancelResult = z.object({
  spec_id: z.string(),
  outcome: z.enum(["cancelled", "deleted", "completed"]),
  from: z.string().describe("The status before"),
  message: z.string(),
  branch: z.string().optional().describe("The branch that its work is on"),
  worktree: z.string().optional(),
  backup_ref: z.string().optional().describe("Where the commits of a deleted branch are"),
  removed: z.array(z.string()).describe("Files, folders and branches that are gone"),
});

export type CancelResult = z.output<typeof cancelResult>;

export interface Cancellation {
  readonly project: Project;
  readonly context: Context;
  readonly delete: boolean;
  readonly delete_branch: boolean;
  /** What was objected to and skipped: recorded in the spec. */
  readonly objections: readonly string[];
}

/**
 * Stops whoever works on a spec and cancels or deletes it. One that is completed by the time it has stopped stays completed.
 * Throws STATE_LOCKED and STATE_TRANSITION with the spec as it was.
 */
export async function cancelSpec(cancellation: Cancellation, { id, status: from }: SpecEntry): Promise<CancelResult> {
  const { project } = cancellation;
  const stopped = await interruptRun(cancellation, id, "cancel");
  const lock = await lockSpec({ ...cancellation, id });
  try {
    const entry = (await loadSpecs(project)).find(id) as SpecEntry;
    const completed = stopped !== undefined && entry.status === "completed";
    if (completed) return { spec_id: id, outcome: "completed", from, message: late, removed: [] };
    return await (cancellation.delete ? remove(cancellation, entry, from) : markCancelled(cancellation, entry, from));
  } finally {
    await lock.release();
  }
}

const late = "It was completed before it could be stopped, and stays completed.";

async function remove(cancellation: Cancellation, entry: SpecEntry, from: string): Promise<CancelResult> {
  const deleted = await deleteSpec(cancellation, entry, cancellation);
  return { spec_id: entry.id, outcome: "deleted", from, message: "It is gone, with its logs.", ...deleted };
}

async function markCancelled(cancellation: Cancellation, entry: SpecEntry, from: string): Promise<CancelResult> {
  const { project, context } = cancellation;
  const waiver = await waiverOf(cancellation);
  const cancel = { project, context, entry, trigger: "cancel", to: "cancelled" } as const;
  if (entry.stored_status === "in_progress") await changeStatus({ ...cancel, trigger: "pause", to: "paused" });
  await changeStatus({ ...cancel, fields: (spec) => withWaiver(spec, waiver) });
  const record = await findLatestRecord(project.runtime, entry.id);
  const kept = record?.merge?.state === "merged" ? undefined : record;
  const message = kept === undefined ? "It is cancelled." : "It is cancelled; what was done is kept on its branch.";
  const { branch, worktree } = kept ?? {};
  return withoutUndefined({
    spec_id: entry.id,
    outcome: "cancelled" as const,
    from,
    message,
    branch,
    worktree,
    removed: [],
  });
}

async function waiverOf({ project, context, objections }: Cancellation): Promise<WaiverEntry | undefined> {
  if (objections.length === 0) return undefined;
  const repository = await findRepository(project);
  const identity = repository && (await readIdentity(repository));
  const by = identity === undefined ? "unknown" : `${identity.name} <${identity.email}>`;
  const reason = `--skip-checks: ${objections.join(" ")}`;
  return { gate: "cancel", by, at: timestamp(context.now()), reason };
}

function withWaiver({ frontmatter: { waivers = [] } }: Spec, waiver: WaiverEntry | undefined) {
  return waiver === undefined ? {} : { waivers: [...waivers, waiver] };
}
