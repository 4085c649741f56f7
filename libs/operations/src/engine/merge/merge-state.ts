import { criteriaOf, parseSpec } from "@chant/core";
import { computeMerge, countApart, mergeBase, readFileAt, readRefs, type ComputedMerge } from "@chant/git";
import * as z from "zod";
import type { Project } from "../../kernel/project.ts";
import { heldForApproval } from "../run/approval-gate.ts";
import type { RunRecord } from "../run/run-record.ts";
import { toMergeRequest } from "./merge-request.ts";

/** A branch that could be merged, and what a merge of it would come to at this moment. */
export const mergeState = z.object({
  spec_id: z.string(),
  title: z.string().optional(),
  branch: z.string(),
  target: z.string(),
  state: z
    .enum([
      "ready",
      "conflicts",
      "criteria_open",
      "needs_approval",
      "not_completed",
      "merged",
      "no_commits",
      "no_branch",
    ])
    .describe("merged: the target has it all, also where it was squashed or rebased elsewhere"),
  fast_forward: z.boolean().describe("The target has nothing that the branch has not"),
  commits: z.number().describe("Of the branch, that the target has not"),
  behind: z.number().describe("Of the target, that the branch has not"),
  files: z.array(z.string()).optional().describe("In conflict"),
  criteria_open: z.array(z.string()).optional(),
});

export type MergeState = z.output<typeof mergeState>;

/** What merging some runs' branches would come to, a few at a time. */
export async function readMergeStates(project: Project, records: readonly RunRecord[]): Promise<MergeState[]> {
  const states: MergeState[] = [];
  for (let at = 0; at < records.length; at += atOnce)
    states.push(
      ...(await Promise.all(records.slice(at, at + atOnce).map((record) => readMergeState(project, record)))),
    );
  return states;
}

const atOnce = 4;

/** Tries the merge of a run's branch, as objects only. */
async function readMergeState(project: Project, record: RunRecord): Promise<MergeState> {
  const { spec_id, title, branch, target } = record;
  const about = { spec_id, ...(title !== undefined && { title }), branch, target };
  const repository = await project.repository();
  const [source, into] = [`refs/heads/${branch}`, `refs/heads/${target}`];
  const refs = await readRefs(repository, [source, into]);
  const [tip, from] = [refs.get(source), refs.get(into)];
  if (tip === undefined || from === undefined)
    return { ...about, state: "no_branch", fast_forward: false, commits: 0, behind: 0 };
  const { ahead, behind } = await countApart(repository, { tip, from });
  const counts = { ...about, fast_forward: behind === 0, commits: ahead, behind };
  if (record.verdict?.outcome !== "completed")
    return { ...counts, state: ahead === 0 ? "no_commits" : "not_completed" };
  if (ahead === 0) return { ...counts, state: "merged" };
  if ((await mergeBase(repository, tip, from)) === undefined) return { ...counts, state: "conflicts", files: [] };
  return { ...counts, ...(await tryMerge(project, record)) };
}

async function tryMerge(
  project: Project,
  record: RunRecord,
): Promise<Pick<MergeState, "state" | "files" | "criteria_open">> {
  const computed = await computeMerge(await project.repository(), toMergeRequest(project, record));
  if (computed.kind === "up_to_date") return { state: "merged" };
  if (computed.kind === "conflict") return { state: "conflicts", files: [...computed.files] };
  const open = await openCriteria(project, record, computed);
  if (open.length > 0) return { state: "criteria_open", criteria_open: open };
  const held = await heldForApproval({ project, repository: await project.repository(), record });
  return { state: held === undefined ? "ready" : "needs_approval" };
}

async function openCriteria(
  project: Project,
  { tracked, options, spec_path, spec_id }: RunRecord,
  { commit }: Extract<ComputedMerge, { kind: "merge" }>,
): Promise<string[]> {
  if (!tracked || options.skip_criteria) return [];
  const text = (await readFileAt(await project.repository(), commit, spec_path)) ?? "";
  const open = criteriaOf(parseSpec(text, { id: spec_id })).filter(({ checked }) => !checked);
  return open.map((criterion) => criterion.text);
}
