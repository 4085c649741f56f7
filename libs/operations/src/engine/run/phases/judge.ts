import { checkResolution } from "../../merge/resolution-checks.ts";
import { moveRebased } from "../../merge/rebase-run.ts";
import { approvalWaiver } from "../approval-gate.ts";
import { gatherEvidence } from "../facts.ts";
import { reportPhase, type Run } from "../run.ts";
import type { Waiver, Verdict } from "../run-record.ts";
import { timestamp } from "../../specs/specs.ts";
import { judgeEvidence, type Evidence } from "../verdict.ts";

/** Judges what the agent did, on the commits that its branch is to have, and writes the verdict into the record. Idempotent. */
export async function judgeRun(run: Run): Promise<void> {
  await moveRebased(run);
  const evidence = await gatherEvidence(run);
  const found = judgeEvidence(evidence);
  const verdict = found.outcome === "completed" ? ((await checkResolution(run)) ?? found) : found;
  const ended = run.record.ended_at ?? timestamp(run.context.now());
  const waivers = verdict.outcome === "completed" ? await waiversOf(run, evidence, ended) : [];
  const judged: Verdict = waivers.length > 0 ? { ...verdict, waivers } : verdict;
  await run.update({ phase: "judged", verdict: judged, commits: evidence.commits, ended_at: ended });
  reportPhase(run, "judged", judged.message);
}

/** Every bypass that mattered is recorded in the spec: which gate, who, when, why. */
async function waiversOf(run: Run, evidence: Evidence, at: string): Promise<Waiver[]> {
  const { options, waived_by: by = "unknown" } = run.record;
  const waiver = (gate: string, reason: string): Waiver => ({ gate, by, at, reason });
  const open = evidence.criteria_open;
  const approval = await approvalWaiver(run, waiver("approval", "--skip-approval"));
  return [
    ...(options.skip_criteria && open.length > 0 ? [waiver("criteria", `--skip-criteria: ${open.join("; ")}`)] : []),
    ...(options.allow_no_commits && evidence.commits.length === 0 ? [waiver("commits", "--allow-no-commits")] : []),
    ...(approval === undefined ? [] : [approval]),
    ...(options.skip_deps ? [waiver("dependencies", "--skip-deps")] : []),
  ];
}
