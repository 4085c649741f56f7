import * as z from "zod";
import { findDecider } from "./engine/approvals/decider.ts";
import { decisionResult, requireActive, toDecisionResult } from "./engine/approvals/decision-result.ts";
import { followUps, whyNoFollowUp, withdraw, type Action, type FollowUp } from "./engine/approvals/follow-up.ts";
import { recordDecision, withDecision, type Decision } from "./engine/approvals/record-decision.ts";
import type { SpecEntry } from "./engine/specs/spec-entry.ts";
import { findSpec, loadSpecs, type SpecSet } from "./engine/specs/specs.ts";
import { defineOperation } from "./kernel/operation.ts";

/** Rejects a spec with a reason, and does what the config says that follows from it, in the same commit. */
export const reject = defineOperation({
  name: "reject",
  summary: "Reject a spec with a reason; it is not worked or merged until it is approved",
  effect: "write",
  decision: true,
  positionals: ["id"],
  input: z.object({
    id: z.string().describe("Spec id, full or short"),
    by: z.string().optional().describe("Who rejects it; without it whom git knows"),
    reason: z.string().trim().min(1, "a reason is expected").describe("Why, for whoever edits it"),
    follow_up: z.boolean().default(true).describe("Do what approval.rejection_action says"),
  }),
  output: z.object({
    ...decisionResult,
    reason: z.string(),
    action: z.enum(["manual", "dependency", "group"]).describe("What followed from it"),
    specs: z.array(z.string()).describe("The specs that were made"),
  }),
  async run({ id: query, by, reason, follow_up }, context) {
    const project = await context.project();
    const set = await loadSpecs(project);
    const entry = await findSpec({ project, context, set }, query);
    requireActive(entry);
    const decider = await findDecider({ project, context }, by);
    const { rejection_action: wanted } = project.config.approval;
    const { action, notices } = follow_up ? chooseAction({ set, entry }, wanted) : nothing;
    const decision: Decision = {
      ...{ project, context, entry, decider, verdict: "rejected", reason },
      subject: subjectOf(entry, action),
    };
    const { specs, committed } = await carryOut({ set, reason, decision }, action);
    return {
      ...toDecisionResult(
        entry,
        { ...decider, notices: [...decider.notices, ...notices] },
        { changed: true, committed },
      ),
      ...{ approval: "rejected" as const, reason, action, specs },
      message: `It is rejected by ${decider.by}.${followed(action, specs)}`,
      next:
        action === "manual"
          ? [`chant edit ${entry.id}`, `chant approve ${entry.id}`]
          : specs.slice(0, 1).map((id) => `chant show ${id}`),
    };
  },
});

interface Chosen {
  readonly action: Action | "manual";
  readonly notices: readonly string[];
}

const nothing: Chosen = { action: "manual", notices: [] };

function chooseAction(
  rejected: { readonly set: SpecSet; readonly entry: SpecEntry },
  wanted: Chosen["action"],
): Chosen {
  if (wanted === "manual") return nothing;
  const why = whyNoFollowUp(rejected, wanted);
  return why === undefined ? { action: wanted, notices: [] } : { action: "manual", notices: [why] };
}

function subjectOf({ id }: SpecEntry, action: Chosen["action"]): string {
  return { manual: `reject ${id}`, dependency: `reject ${id} until it is fixed`, group: `reject ${id} and split it` }[
    action
  ];
}

function followed(action: Chosen["action"], specs: readonly string[]): string {
  if (action === "manual") return "";
  if (action === "dependency") return ` It waits for ${specs.join(", ")}.`;
  return ` It is a driver now, with a member for each criterion.`;
}

interface Rejection {
  readonly set: SpecSet;
  readonly reason: string;
  readonly decision: Decision;
}

/** The new specs are written before the rejected one; where that fails they go again. */
async function carryOut(
  { set, reason, decision }: Rejection,
  action: Chosen["action"],
): Promise<{ specs: string[]; committed: boolean }> {
  const { project, context, entry, decider } = decision;
  // What cannot be edited is refused before anything is written.
  withDecision(entry.spec(), decision);
  const rejected = { project, context, set, entry, by: decider.by, reason };
  const made: FollowUp | undefined = action === "manual" ? undefined : await followUps[action](rejected);
  const paths = made?.specs.map(({ path }) => path) ?? [];
  try {
    const edit = made === undefined ? {} : { edit: made.edit };
    const { committed } = await recordDecision({ ...decision, ...edit, paths });
    return { specs: made?.specs.map(({ id }) => id) ?? [], committed };
  } catch (error) {
    if (made !== undefined) await withdraw(made);
    throw error;
  }
}
