import { isDeepStrictEqual } from "node:util";
import type { Approval, Spec } from "@chant/core";
import { listCommits, readIdentity, type Commit } from "@chant/git";
import { approvalDigest } from "../../catalog/approval-digest.ts";
import { agentsIn } from "../approvals/agent-authors.ts";
import { timestamp } from "../specs/specs.ts";
import { readCopies, type Copies, type Gated } from "./approval-copies.ts";
import { findForgery } from "./approval-forgery.ts";
import { isToolCommit } from "./facts.ts";
import type { MergeResult, RunRecord, Waiver } from "./run-record.ts";
import type { Run } from "./run.ts";

type Refused = Extract<MergeResult, { readonly state: "refused" }>;

/** Why a merge is refused for want of an approval: `reason` for programs. */
export const needsApproval = "needs_approval";

/**
 * Why the work of a run must not be merged now: a rejection, an approval that is not there, or one that is of another text or
 * older than agents' work. Undefined where nothing stands against it. An approval on the run's own branch counts for nothing.
 */
export async function heldForApproval(run: Gated): Promise<Refused | undefined> {
  const copies = await readCopies(run);
  const forgery = await findForgery(run, copies);
  if (forgery !== undefined) return refused(run, "approval_changed", forgery);
  return run.record.options.skip_approval ? undefined : findObjection(run, copies);
}

/** What a merge has to wait for that `--skip-approval` waives. */
async function findObjection(run: Gated, copies: Copies): Promise<Refused | undefined> {
  const spec = decisive(copies);
  const { approval } = spec?.frontmatter ?? {};
  if (approval?.status === "rejected")
    return refused(run, "rejected", `${run.record.spec_id} was rejected${by(approval)}.`);
  const agents = await findAgents(run);
  if (approval?.required !== true && agents === undefined) return undefined;
  const why = whyUnapproved(run, { ...copies, spec, agents });
  return why === undefined ? undefined : refused(run, needsApproval, why);
}

interface Judged extends Copies {
  /** The copy that decides. */
  readonly spec: Spec | undefined;
  readonly agents: readonly string[] | undefined;
}

function whyUnapproved({ record }: Gated, { spec, agents, ...copies }: Judged): string | undefined {
  const { spec_id: id, branch } = record;
  const { approval } = spec?.frontmatter ?? {};
  if (spec === undefined || approval?.status !== "approved") return whyNeeded(id, agents);
  if (isEdited(spec)) return `${id} was edited since it was approved${by(approval)}: it needs another approval.`;
  if (isOfWork(approval, { record, base: copies.base })) return undefined;
  if (agents !== undefined) return whyNeeded(id, agents);
  if (!isRewritten(approval, copies)) return undefined;
  return `Its text was changed on ${branch} since it was approved${by(approval)}.`;
}

/**
 * Whether somebody approved once the work was there, and had it before their eyes. A run may begin and end in the second of
 * the approval that it began with.
 */
export function isOfWork(approval: Approval, { record, base }: Pick<Gated, "record"> & Pick<Copies, "base">): boolean {
  const { at = "" } = approval;
  return at >= (record.ended_at ?? "") && !isDeepStrictEqual(base?.frontmatter.approval, approval);
}

function by({ by: name }: Approval): string {
  return name === undefined ? "" : ` by ${name}`;
}

function whyNeeded(id: string, agents: readonly string[] | undefined): string {
  if (agents === undefined) return `${id} needs an approval before it is merged.`;
  const named = agents.length === 0 ? "" : ` (${agents.join(", ")})`;
  return `${id} holds an agent's work${named}: it needs an approval before it is merged.`;
}

function refused({ record }: Gated, reason: string, message: string): Refused {
  return { state: "refused", reason, message, files: [record.spec_path] };
}

/** The copy whose decision is the later one: where the work goes, and where the user stands. */
function decisive({ target, checkout }: Copies): Spec | undefined {
  const [there, here] = [target?.frontmatter.approval, checkout?.frontmatter.approval];
  return there === undefined || (here?.at ?? "") > (there.at ?? "") ? (checkout ?? target) : target;
}

/** An approval that names no text, because somebody wrote it by hand, is of any. */
function isEdited(spec: Spec): boolean {
  const { content } = spec.frontmatter.approval ?? {};
  return content !== undefined && content !== approvalDigest(spec);
}

/** Whether the branch says something else than what was approved and what it began with. */
function isRewritten({ content }: Approval, { base, target, branch }: Copies): boolean {
  if (content === undefined || branch === undefined) return false;
  const digest = approvalDigest(branch);
  return [base, target].every((copy) => copy === undefined || approvalDigest(copy) !== digest);
}

/** The agents whose work needs an approval, as far as they have a name; undefined where there is none. */
async function findAgents({ project, repository, record }: Gated): Promise<readonly string[] | undefined> {
  const { require_approval_for_agent_work: required, agent_addresses } = project.config.approval;
  if (!required) return undefined;
  const own = await listWork({ repository, record });
  const named = agentsIn(own, agent_addresses);
  const isAgents = named.length > 0 || (record.agent !== undefined && own.length > 0);
  return isAgents ? named : undefined;
}

/** The commits of a run but chant's own. */
async function listWork({ repository, record }: Pick<Gated, "repository" | "record">): Promise<Commit[]> {
  const base = record.base_commit ?? `refs/heads/${record.target}`;
  const commits = await listCommits(repository, base, `refs/heads/${record.branch}`);
  return commits.filter((commit) => !isToolCommit(commit));
}

/**
 * The waiver of a run that was told to go on without an approval; undefined where there was none to be waived, neither at its
 * start nor now.
 */
export async function approvalWaiver(run: Gated, waiver: Waiver): Promise<Waiver | undefined> {
  const given = run.record.verdict?.waivers?.find(({ gate }) => gate === waiver.gate);
  if (given !== undefined || !run.record.options.skip_approval) return given;
  const copies = await readCopies(run);
  const isDue = isOpen(copies.base) || (await findObjection(run, copies)) !== undefined;
  return isDue ? waiver : undefined;
}

function isOpen(spec: Spec | undefined): boolean {
  const approval = spec?.frontmatter.approval;
  if (spec === undefined || approval === undefined) return false;
  return approval.status === "rejected" || (approval.required && (approval.status === "pending" || isEdited(spec)));
}

/**
 * What a completed run's record becomes that is to be merged without an approval: its outcome is written anew, with the
 * waiver in it. Undefined where there is nothing to waive.
 */
export async function waiveAtMerge(
  { project, context }: Pick<Run, "project" | "context">,
  record: RunRecord,
): Promise<Pick<RunRecord, "phase" | "verdict" | "options"> | undefined> {
  const repository = await project.repository();
  const run = { project, repository, record };
  const { verdict, options } = record;
  if (verdict === undefined || (await findObjection(run, await readCopies(run))) === undefined) return undefined;
  const { name, email } = await readIdentity(repository);
  const at = timestamp(context.now());
  const waiver = { gate: "approval", by: `${name} <${email}>`, at, reason: "merge --skip-approval" };
  const waivers = [...(verdict.waivers ?? []), waiver];
  return { phase: "judged", verdict: { ...verdict, waivers }, options: { ...options, skip_approval: true } };
}
