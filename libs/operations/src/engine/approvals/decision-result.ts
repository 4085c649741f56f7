import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import type { Project } from "../../kernel/project.ts";
import { findLatestRecord, type RunRecord } from "../run/run-record.ts";
import { withoutUndefined } from "../run/run-result.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import type { Decider } from "./decider.ts";
import type { Recorded } from "./record-decision.ts";

/** What became of a decision about one spec. */
export const decisionResult = {
  spec_id: z.string(),
  approval: z.enum(["approved", "rejected"]),
  by: z.string(),
  identity: z.string().optional().describe("Whom git knows, where that is somebody else"),
  changed: z.boolean().describe("False where it stood so already"),
  committed: z.boolean(),
  message: z.string(),
  notices: z.array(z.string()),
  next: z.array(z.string()).describe("Commands to type next"),
} as const;

/** The part of a result that every decision has. */
export function toDecisionResult(
  { id }: SpecEntry,
  { by, identity, notices }: Pick<Decider, "by" | "identity" | "notices">,
  { changed, committed }: Recorded,
) {
  const uncommitted = changed && !committed ? ["It is not committed: there is no branch here to commit it to."] : [];
  return withoutUndefined({ spec_id: id, by, identity, changed, committed, notices: [...notices, ...uncommitted] });
}

/** Throws STATE_TRANSITION for an archived spec. */
export function requireActive({ id, archived }: SpecEntry): void {
  if (!archived) return;
  const message = `${id} is archived: what was decided about it stays as it is.`;
  throw new ChantError("STATE_TRANSITION", message, { fix: `chant show ${id}` });
}

/** The run whose branch is completed and waits to be merged, if there is one. */
export async function findUnmergedRun(
  { runtime }: Project,
  { id, run, unmerged, status }: SpecEntry,
): Promise<RunRecord | undefined> {
  if (unmerged) return run;
  if (status !== "needs_attention") return undefined;
  const latest = await findLatestRecord(runtime, id);
  return latest?.verdict?.outcome === "completed" && latest.merge?.state === "refused" ? latest : undefined;
}
