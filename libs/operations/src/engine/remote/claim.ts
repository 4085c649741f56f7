import { parseSpec } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import { fetchBranch, pushBranch, readFileAt, readRef, type Remote, type Repository } from "@chant/git";
import type { Context } from "../../kernel/context.ts";
import { errorText } from "../error-text.ts";
import type { Claim, RunRecord } from "../run/run-record.ts";
import { findLatestRecord } from "../run/run-record.ts";
import { reportPhase, type Run } from "../run/run.ts";
import { pushSettings } from "./push-settings.ts";

/**
 * Claims a spec for this machine by pushing its branch, where the config has a remote: only one of many gets to create it
 * there. Idempotent. Throws STATE_LOCKED where another one has it, STATE_ALREADY_COMPLETE where its work is on the remote's
 * target, and GIT_REMOTE.
 */
export async function claimSpec(run: Run): Promise<void> {
  const to = pushSettings(run.project);
  if (to === undefined || run.record.claim?.state === "held") return;
  const { repository, record } = run;
  const commit = (await readRef(repository, `refs/heads/${record.branch}`)) as string;
  const wasAsked = record.claim?.state === "asked" && record.claim.commit === commit;
  // Told before it is asked for: whoever takes this run up gives back what may have been got.
  await run.update({ claim: { remote: to.remote, commit, state: "asked" } });
  run.context.crashPoint("claim:asked");
  const answer = await pushClaim(run, to, commit);
  // Another machine's first commit may be the same to the second; one's own was pushed by a process that died.
  const refused = wasAsked && answer === "it is there already" ? undefined : answer;
  await run.update({ claim: { remote: to.remote, commit, state: refused === undefined ? "held" : "refused" } });
  if (refused !== undefined) throw claimedError(record, to, refused);
  reportPhase(run, "claimed", `Claimed ${record.branch} on ${to.remote}`);
  await requireOpenThere(run, to);
}

/** An attempt that continues another one has its claim as well, unless somebody took that away. */
async function pushClaim(
  { project, repository, record }: Run,
  to: Remote,
  commit: string,
): Promise<string | undefined> {
  const { branch } = record;
  const before = (await findLatestRecord(project.runtime, record.spec_id))?.claim;
  const isHeld = before?.remote === to.remote && before.state !== "refused";
  const fresh = await pushBranch(repository, { ...to, branch, commit, expected: isHeld ? before.commit : "none" });
  if (fresh === undefined || !isHeld) return fresh;
  const taken = await pushBranch(repository, { ...to, branch, commit, expected: "none" });
  // A start that was undone had pushed its first commit.
  return taken === undefined ? undefined : pushBranch(repository, { ...to, branch, commit });
}

function claimedError({ spec_id, branch }: RunRecord, { remote }: Remote, why: string): ChantError {
  const message = `${spec_id} is claimed by another machine: ${remote} has a branch ${branch} of its own, ${why}.`;
  return new ChantError("STATE_LOCKED", message, {
    fix: `git ls-remote ${remote} ${branch}`,
    details: { spec_id, remote, branch },
  });
}

/** Another machine may have completed it, and given its claim back. */
async function requireOpenThere({ repository, record }: Run, to: Remote): Promise<void> {
  const { spec_id, spec_path, target } = record;
  const commit = await fetchBranch(repository, { ...to, branch: target });
  const text = commit === undefined ? undefined : await readFileAt(repository, commit, spec_path);
  const status = text === undefined ? undefined : parseSpec(text, { id: spec_id }).frontmatter.status;
  if (status !== "completed" && status !== "cancelled") return;
  const message = `${spec_id} is ${status} on ${target} of ${to.remote}.`;
  throw new ChantError("STATE_ALREADY_COMPLETE", message, {
    fix: `git pull ${to.remote} ${target}`,
    details: { spec_id },
  });
}

interface Where {
  readonly repository: Repository;
  readonly context: Context;
}

/** Gives a claim back: its branch goes from the remote, if it is what this machine pushed. What goes wrong is a warning. */
export async function releaseClaim({ repository, context }: Where, record: ClaimedRecord): Promise<void> {
  const { claim, branch } = record;
  if (claim === undefined || claim.state === "refused") return;
  const push = { remote: claim.remote, timeout_ms: patienceMs, branch, commit: undefined, expected: claim.commit };
  const refused = await pushBranch(repository, push).catch(errorText);
  if (refused === undefined || claim.state === "asked" || /remote ref does not exist/.test(refused)) return;
  const message = `The branch ${branch} stays on ${claim.remote}: ${refused}`;
  context.report({ type: "warning", message });
}

/** How long something may take that nobody asked for just now. */
const patienceMs = 30_000;

type ClaimedRecord = Pick<RunRecord, "branch"> & { readonly claim?: Claim };
