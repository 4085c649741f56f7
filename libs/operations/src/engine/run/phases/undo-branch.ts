import { listCommits, readRef, removeWorktree, updateRefs } from "@chant/git";
import { abandonResolution } from "../../merge/resolution.ts";
import { releaseClaim } from "../../remote/claim.ts";
import { forgetRun, type Run } from "../run.ts";

/**
 * Takes back a start that failed before an agent ran: the spec keeps its former status. A branch that holds anybody's
 * commits is left alone, and so is the worktree of an earlier attempt.
 */
export async function undoBranch(run: Run): Promise<void> {
  const { record } = run;
  if (!record.continued && !record.in_place) await removeFresh(run);
  await abandonResolution(run);
  if (!record.continued) await releaseClaim(run, record);
  await forgetRun(run);
  run.context.report({
    type: "notice",
    message: `${record.spec_id} is ${record.status_before.replace("_", " ")} as before.`,
  });
}

async function removeFresh(run: Run): Promise<void> {
  const { repository, record } = run;
  const ref = `refs/heads/${record.branch}`;
  if (record.worktree !== undefined) await removeWorktree(repository, { path: record.worktree, force: true });
  const tip = await readRef(repository, ref);
  if (tip === undefined) return;
  const commits = await listCommits(repository, `refs/heads/${record.target}`, tip);
  if (commits.every((commit) => commit.trailers["Chant-Run"] !== undefined)) {
    await updateRefs(repository, [{ ref, new: undefined, old: tip }]);
  }
}
