import { isDeepStrictEqual } from "node:util";
import { parseSpec, type Approval, type Spec } from "@chant/core";
import { listCommits, readFileAt, type Commit } from "@chant/git";
import type { Copies, Gated } from "./approval-copies.ts";
import { isToolCommit } from "./facts.ts";

/**
 * Tells of an approval that came from nowhere but the run's own branch, in a sentence; undefined where there is none. What an
 * agent says that somebody approved, nobody has.
 */
export async function findForgery(run: Gated, copies: Copies): Promise<string | undefined> {
  const { record } = run;
  const { base, target, checkout, branch } = copies;
  const known = record.in_place ? [base] : [base, target, checkout];
  if (branch === undefined || known.some((copy) => isSame(approvalOf(copy), approvalOf(branch)))) return undefined;
  if (!record.tracked) return record.in_place ? undefined : tell(run, "The agent");
  const commit = await findChange(run);
  return commit === undefined ? undefined : tell(run, `Commit ${commit.hash.slice(0, 8)}`);
}

function tell({ record }: Gated, who: string): string {
  const { spec_id: id, branch } = record;
  return `${who} changed the approval of ${id} on ${branch}, where nobody decides it: it has to be taken back there.`;
}

/** The commit of somebody's that changed it. A merge changes nothing that one of its sides has. */
async function findChange(run: Gated): Promise<Commit | undefined> {
  const { repository, record } = run;
  const from = record.in_place ? (record.base_commit ?? `refs/heads/${record.target}`) : `refs/heads/${record.target}`;
  for (const commit of await listCommits(repository, from, `refs/heads/${record.branch}`)) {
    if (isToolCommit(commit) || commit.trailers["Chant-Spec"] !== undefined) continue;
    const [present, ...before] = await Promise.all(
      [commit.hash, ...commit.parents].map((hash) => approvalAt(run, hash)),
    );
    if (!before.some((approval) => isSame(approval, present))) return commit;
  }
  return undefined;
}

async function approvalAt({ repository, record }: Gated, commit: string): Promise<Approval | undefined> {
  const text = await readFileAt(repository, commit, record.spec_path);
  return text === undefined ? undefined : approvalOf(parseSpec(text, { id: record.spec_id }));
}

function approvalOf(spec: Spec | undefined): Approval | undefined {
  return spec?.frontmatter.approval;
}

function isSame(one: Approval | undefined, other: Approval | undefined): boolean {
  return isDeepStrictEqual(one, other);
}
