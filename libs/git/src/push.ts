import { ChantError } from "@chant/core/errors";
import { readConfigValue } from "./local-config.ts";
import { readRef, revision, updateRefs } from "./ref.ts";
import type { Repository } from "./repo.ts";
import { runGit, type GitResult } from "./run-git.ts";

export interface Remote {
  /** Its name in git's config. */
  readonly remote: string;
  readonly timeout_ms: number;
}

export interface Push extends Remote {
  /** Short name of the branch there. */
  readonly branch: string;
  /** What it is to be; undefined removes it. */
  readonly commit: string | undefined;
  /**
   * What it must be now for that, `none` where there must be no such branch. Left out it is only moved forward, by what it has
   * already.
   */
  readonly expected?: string;
}

/**
 * Moves a branch of a remote, and tells why the remote refused where it did; undefined when it is done. The user's pre-push
 * hook is called. Throws GIT_REMOTE where the remote cannot be reached.
 */
export async function pushBranch(repository: Repository, push: Push): Promise<string | undefined> {
  const { remote, branch, commit = "", expected } = push;
  const ref = revision(`refs/heads/${branch}`);
  const lease = expected === undefined ? [] : [`--force-with-lease=${ref}:${expected === "none" ? "" : expected}`];
  const args = ["push", "--porcelain", ...lease, "--", remote, `${commit}:${ref}`];
  const { exitCode, stdout, stderr } = await runRemote(repository, args, push);
  // Git asks for nothing where there is nothing to do.
  if (exitCode === 0) return expected === "none" && /^=\t/m.test(stdout) ? "it is there already" : undefined;
  const refused = /^!\t\S+\t(.+)$/m.exec(stdout)?.[1];
  if (refused === undefined) throw unreachable(push, stderr);
  return refused;
}

/** The commit that a branch of a remote is at, fetched; undefined where there is none. Throws GIT_REMOTE. */
export async function fetchBranch(
  repository: Repository,
  { branch, ...from }: Remote & { readonly branch: string },
): Promise<string | undefined> {
  const kept = revision(`refs/chant/fetched/${crypto.randomUUID()}`);
  const args = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--refmap=", "--", from.remote];
  const { exitCode, stderr } = await runRemote(repository, [...args, `+refs/heads/${branch}:${kept}`], from);
  if (exitCode !== 0 && /couldn't find remote ref/.test(stderr)) return undefined;
  if (exitCode !== 0) throw unreachable(from, stderr);
  const commit = await readRef(repository, kept);
  // Git keeps what nothing reaches for weeks, and it is looked at right away.
  await updateRefs(repository, [{ ref: kept, new: undefined, old: commit }]);
  return commit;
}

async function runRemote(repository: Repository, args: readonly string[], { timeout_ms }: Remote): Promise<GitResult> {
  const env = await sshEnvironment(repository);
  return runGit(repository.root, args, { answers: [1, 128, -1], timeoutMs: timeout_ms, env });
}

/** Nobody is there to type a password; a command of the user's own has its own ways. */
async function sshEnvironment(repository: Repository): Promise<Record<string, string>> {
  const isOwn =
    process.env["GIT_SSH_COMMAND"] ?? process.env["GIT_SSH"] ?? (await readConfigValue(repository, "core.sshCommand"));
  return isOwn === undefined ? { GIT_SSH_COMMAND: "ssh -o BatchMode=yes" } : {};
}

function unreachable({ remote, timeout_ms }: Remote, stderr: string): ChantError {
  const said = stderr.split("\n").find((line) => line.trim() !== "");
  const why = said?.replace(/^fatal: /, "") ?? `it took longer than ${timeout_ms / 1000} s`;
  const details = { remote, stderr: stderr.slice(0, 4000) };
  return new ChantError("GIT_REMOTE", `The remote ${remote} cannot be used: ${why}`, {
    fix: `git ls-remote ${remote}`,
    details,
  });
}
