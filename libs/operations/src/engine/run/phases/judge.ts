import { gatherEvidence } from "../facts.ts";
import { reportPhase, type Run } from "../run.ts";
import type { Waiver, Verdict } from "../run-record.ts";
import { timestamp } from "../../specs/specs.ts";
import { judgeEvidence, type Evidence } from "../verdict.ts";

/** Judges what the agent did and writes the verdict into the record. Idempotent: reads only. */
export async function judgeRun(run: Run): Promise<void> {
  const evidence = await gatherEvidence(run);
  const verdict = judgeEvidence(evidence);
  const ended = run.record.ended_at ?? timestamp(run.context.now());
  const waivers = verdict.outcome === "completed" ? waiversOf(run, evidence, ended) : [];
  const judged: Verdict = waivers.length > 0 ? { ...verdict, waivers } : verdict;
  await run.update({ phase: "judged", verdict: judged, commits: evidence.commits, ended_at: ended });
  reportPhase(run, "judged", judged.message);
}

/** Every bypass that mattered is recorded in the spec: which gate, who, when, why. */
function waiversOf(run: Run, evidence: Evidence, at: string): Waiver[] {
  const { options, waived_by: by = "unknown" } = run.record;
  const waiver = (gate: string, reason: string): Waiver => ({ gate, by, at, reason });
  const open = evidence.criteria_open;
  return [
    ...(options.skip_criteria && open.length > 0 ? [waiver("criteria", `--skip-criteria: ${open.join("; ")}`)] : []),
    ...(options.allow_no_commits && evidence.commits.length === 0 ? [waiver("commits", "--allow-no-commits")] : []),
    ...(options.skip_approval ? [waiver("approval", "--skip-approval")] : []),
    ...(options.skip_deps ? [waiver("dependencies", "--skip-deps")] : []),
  ];
}
