import { ChantError, isChantError } from "@chant/core/errors";
import type { Repository } from "./repo.ts";
import { runGit } from "./run-git.ts";

export interface Head {
  /** Short name of the branch; undefined when detached. */
  readonly branch: string | undefined;
  /** Undefined when the branch has no commit yet. */
  readonly commit: string | undefined;
}

/** What is checked out in this work tree. One git process. */
export async function readHead(repository: Repository): Promise<Head> {
  const args = ["rev-parse", "HEAD", "--symbolic-full-name", "HEAD"];
  const { stdout, exitCode } = await runGit(repository.root, args, { answers: [128] });
  if (exitCode === 0) {
    const [commit, ref = ""] = stdout.split("\n");
    return { commit, branch: shortBranch(ref) };
  }
  const unborn = await runGit(repository.root, ["symbolic-ref", "--quiet", "HEAD"], { answers: [1] });
  return { commit: undefined, branch: shortBranch(unborn.stdout.trim()) };
}

function shortBranch(ref: string): string | undefined {
  return ref.startsWith("refs/heads/") ? ref.slice("refs/heads/".length) : undefined;
}

/** The commit that a full ref or hash names; undefined when there is none. One git process. */
export async function readRef(repository: Repository, ref: string): Promise<string | undefined> {
  const args = ["rev-parse", "--verify", "--quiet", `${revision(ref)}^{commit}`];
  const { stdout, exitCode } = await runGit(repository.root, args, { answers: [1, 128] });
  return exitCode === 0 ? stdout.trim() : undefined;
}

/** The commits of some refs, by full name; what does not exist is not in it. One git process. */
export async function readRefs(repository: Repository, refs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  // Without a pattern git lists all of them.
  if (refs.length === 0) return new Map();
  const args = ["for-each-ref", "--format=%(refname) %(objectname)", "--", ...refs.map(revision)];
  const { stdout } = await runGit(repository.root, args);
  const lines = stdout.split("\n").filter(Boolean);
  return new Map(lines.map((line) => line.split(" ") as [string, string]));
}

export interface Branch {
  /** Short name. */
  readonly name: string;
  readonly commit: string;
  /** When its last commit was made. */
  readonly at: Date;
}

/** All branches. One git process. */
export async function listBranches(repository: Repository): Promise<Branch[]> {
  const format = "--format=%(objectname) %(committerdate:unix) %(refname)";
  const { stdout } = await runGit(repository.root, ["for-each-ref", format, "refs/heads"]);
  const rows = stdout.split("\n").filter(Boolean);
  return rows.map((row) => {
    const [commit = "", seconds = "", ...ref] = row.split(" ");
    return { name: ref.join(" ").slice("refs/heads/".length), commit, at: new Date(Number(seconds) * 1000) };
  });
}

/** Only full ref names, hashes and HEAD reach git as revisions, so no text from a spec can be an option. */
export function revision(name: string): string {
  if (/^(?:refs\/[^\s\0~^:?*[\\]+|[0-9a-f]{40}|[0-9a-f]{64}|HEAD)$/.test(name) && !/\.\.|@\{/.test(name)) return name;
  throw new ChantError("GIT_REF_INVALID", `"${name}" is no full ref and no commit hash.`, { fix: "git branch --list" });
}

/** Refuses a name that cannot be a branch. Throws GIT_REF_INVALID. At most one git process. */
export async function checkBranchName(repository: Repository, name: string): Promise<void> {
  if (/^[A-Za-z0-9_]+(?:[/._-][A-Za-z0-9_]+)*$/.test(name) && !/\.lock(?:\/|$)/.test(name)) return;
  const args = ["check-ref-format", `refs/heads/${name}`];
  const { exitCode } = await runGit(repository.root, args, { answers: [1] });
  if (exitCode === 0 && !name.startsWith("-")) return;
  throw new ChantError("GIT_REF_INVALID", `"${name}" cannot be a branch name.`, { fix: "git check-ref-format --help" });
}

export interface RefChange {
  /** Full name. */
  readonly ref: string;
  /** Undefined deletes the ref. */
  readonly new: string | undefined;
  /** The value that it must have now; undefined: it must not exist; left out: any. */
  readonly old?: string | undefined;
}

/** Changes refs in one transaction. Throws GIT_REF_MOVED when one is not as expected, GIT_LOCKED. One git process. */
export async function updateRefs(repository: Repository, changes: readonly RefChange[]): Promise<void> {
  const input = changes.map((change) => `${command(change)}\n`).join("");
  try {
    await runGit(repository.root, ["update-ref", "--stdin"], { input });
  } catch (error) {
    throw refError(changes.map((change) => change.ref).join(", "), error);
  }
}

/** A failed compare-and-swap as GIT_REF_MOVED; any other error as it is. */
export function refError(refs: string, error: unknown): unknown {
  if (!isChantError(error) || error.code !== "GIT_FAILED") return error;
  const said = String(error.details["stderr"]);
  const moved = /cannot lock ref|but expected|reference already exists|unable to resolve reference|File exists/.test(
    said,
  );
  if (!moved) return error;
  const message = `${refs} was changed by somebody else meanwhile.`;
  return new ChantError("GIT_REF_MOVED", message, { fix: "git log -3", details: { stderr: said }, cause: error });
}

function command(change: RefChange): string {
  const ref = revision(change.ref);
  const absent = "0".repeat(change.new?.length ?? 40);
  const expected = "old" in change ? (change.old ?? absent) : undefined;
  const old = expected === undefined ? "" : ` ${expected}`;
  return change.new === undefined ? `delete ${ref}${old}` : `update ${ref} ${revision(change.new)}${old}`;
}
