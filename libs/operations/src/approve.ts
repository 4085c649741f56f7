import type { Spec } from "@chant/core";
import * as z from "zod";
import { approvalDigest } from "./catalog/approval-digest.ts";
import { findDecider } from "./engine/approvals/decider.ts";
import {
  decisionResult,
  findUnmergedRun,
  requireActive,
  toDecisionResult,
} from "./engine/approvals/decision-result.ts";
import { recordDecision } from "./engine/approvals/record-decision.ts";
import { readCopies } from "./engine/run/approval-copies.ts";
import { isOfWork } from "./engine/run/approval-gate.ts";
import type { RunRecord } from "./engine/run/run-record.ts";
import type { SpecEntry } from "./engine/specs/spec-entry.ts";
import { findSpec, loadSpecs, type SpecSet } from "./engine/specs/specs.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";

/** Approves a spec as it lies in the checkout: its text, or what a run made of it. An approval that stands is left alone. */
export const approve = defineOperation({
  name: "approve",
  summary: "Approve a spec, so that it may be worked and merged",
  effect: "write",
  decision: true,
  positionals: ["id"],
  input: z.object({
    id: z.string().describe("Spec id, full or short"),
    by: z.string().optional().describe("Who approves it; without it whom git knows"),
  }),
  output: z.object(decisionResult),
  async run({ id: query, by }, context) {
    const project = await context.project();
    const entry = await findSpec({ project, context, set: await loadSpecs(project) }, query);
    requireActive(entry);
    const decider = await findDecider({ project, context }, by);
    const unmerged = await findUnmergedRun(project, entry);
    const base = unmerged && (await readBase(project, unmerged));
    let standing: Spec | undefined;
    const recorded = await recordDecision({
      ...{ project, context, entry, decider, verdict: "approved", subject: `approve ${entry.id}` },
      applies(spec) {
        standing = spec;
        return !stands(project, spec, unmerged && { record: unmerged, base });
      },
    });
    const approver = recorded.changed ? decider : { by: approverOf(standing), notices: [] };
    return {
      ...toDecisionResult(entry, approver, recorded),
      approval: "approved" as const,
      message: `${recorded.changed ? "It is" : "It was"} approved by ${approver.by}${recorded.changed ? "" : " already"}.`,
      next: nextOf(await loadSpecs(project), entry, unmerged),
    };
  },
});

/** The spec as a run began with it. */
async function readBase(project: Project, record: RunRecord): Promise<Spec | undefined> {
  return (await readCopies({ project, repository: await project.repository(), record })).base;
}

/** Of agents' work an approval is only when the work was there. */
function stands({ config }: Project, spec: Spec, unmerged: Parameters<typeof isOfWork>[1] | undefined): boolean {
  const { approval } = spec.frontmatter;
  if (approval?.status !== "approved") return false;
  if (approval.content !== undefined && approval.content !== approvalDigest(spec)) return false;
  return unmerged === undefined || !config.approval.require_approval_for_agent_work || isOfWork(approval, unmerged);
}

function approverOf(spec: Spec | undefined): string {
  return spec?.frontmatter.approval?.by ?? "somebody";
}

function nextOf(set: SpecSet, { id }: SpecEntry, unmerged: RunRecord | undefined): string[] {
  if (unmerged !== undefined) return [`chant merge ${id}`];
  return set.readinessOf(id).ready ? [`chant work ${id}`] : [];
}
