import { computeMerge, fetchBranch, pushBranch, readRef, swapBranch, updateRefs, type Remote } from "@chant/git";
import { withRepositoryLock } from "../control/repository-lock.ts";
import { errorText } from "../error-text.ts";
import { toMergeRequest } from "../merge/merge-request.ts";
import { reportPhase, type Run } from "../run/run.ts";
import { releaseClaim } from "./claim.ts";
import { pushSettings } from "./push-settings.ts";

/**
 * Pushes what a run came to, where the config has a remote: the target when it is merged, and then the claim is given back;
 * else its branch, which goes on claiming the spec. What goes wrong is a warning: the work is safe here.
 */
export async function publishRun(run: Run): Promise<void> {
  const to = pushSettings(run.project);
  if (to === undefined) return;
  try {
    await (run.record.phase === "merged" ? publishTarget(run, to) : publishBranch(run, to));
  } catch (error) {
    warn(run, to, errorText(error));
  }
}

async function publishTarget(run: Run, to: Remote): Promise<void> {
  const { repository, record, context } = run;
  const refused = await pushTarget(run, to);
  if (refused !== undefined) return warn(run, to, refused);
  reportPhase(run, "pushed", `Pushed ${record.target} to ${to.remote}`);
  context.crashPoint("publish:pushed");
  await releaseClaim({ repository, context }, record);
}

const tries = 10;

/** The remote's target may have moved on: what it has is merged here first. */
async function pushTarget(run: Run, to: Remote): Promise<string | undefined> {
  const { repository, record } = run;
  let refused: string | undefined;
  for (let attempt = 0; attempt < tries; attempt++) {
    const commit = await readRef(repository, `refs/heads/${record.target}`);
    refused = await pushBranch(repository, { ...to, branch: record.target, commit });
    if (refused === undefined || !/fetch first|non-fast-forward|stale|lock/.test(refused)) return refused;
    const conflict = await mergeTheirs(run, to);
    if (conflict !== undefined) return conflict;
  }
  return refused;
}

/** Merges the remote's target into this one, as branches are merged. Gives what conflicts. */
async function mergeTheirs(run: Run, to: Remote): Promise<string | undefined> {
  const { project, context, repository, record } = run;
  const { target } = record;
  const theirs = await fetchBranch(repository, { ...to, branch: target });
  if (theirs === undefined) return undefined;
  const source = `refs/chant/remote/${to.remote}/${target}`;
  return withRepositoryLock(project, context, async () => {
    await updateRefs(repository, [{ ref: source, new: theirs, old: await readRef(repository, source) }]);
    const message = `Merge ${target} of ${to.remote}\n`;
    const request = { ...toMergeRequest(project, record), source, message, strategy: "ff_or_merge" as const };
    const computed = await computeMerge(repository, request);
    if (computed.kind === "conflict") return `both changed ${computed.files.join(", ")}`;
    if (computed.kind === "merge")
      await swapBranch(repository, { branch: target, old: computed.previous, new: computed.commit });
    return undefined;
  });
}

/** Others see what is done so far. */
async function publishBranch(run: Run, to: Remote): Promise<void> {
  const { repository, record } = run;
  const { claim, branch } = record;
  const commit = await readRef(repository, `refs/heads/${branch}`);
  if (claim?.state !== "held" || commit === undefined || commit === claim.commit) return;
  const refused = await pushBranch(repository, { ...to, branch, commit, expected: claim.commit });
  if (refused !== undefined) return warn(run, to, refused);
  await run.update({ claim: { ...claim, commit } });
}

function warn({ context, record }: Run, { remote }: Remote, why: string): void {
  const { phase, target, branch } = record;
  const what =
    phase === "merged"
      ? `${target} is merged here and not pushed to ${remote}`
      : `${branch} is not pushed to ${remote}`;
  context.report({ type: "warning", message: `${what}: ${why}` });
}
