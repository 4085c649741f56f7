import type { Repository } from "./repo.ts";
import { revision } from "./ref.ts";
import { runGit } from "./run-git.ts";

export interface Commit {
  /** Full hash. */
  readonly hash: string;
  readonly parents: readonly string[];
  readonly author_email: string;
  readonly subject: string;
  readonly trailers: Readonly<Record<string, readonly string[]>>;
}

const fieldMark = "\x1f";
const trailerMark = "\x1e";

/** The commits that `tip` has and `base` has not, oldest first. One git process. */
export async function listCommits(repository: Repository, base: string, tip: string): Promise<Commit[]> {
  const format = ["%H", "%P", "%ae", "%s", "%(trailers:unfold=true,separator=%x1e)"].join("%x1f");
  const args = ["log", "-z", "--reverse", "--topo-order", `--format=${format}`, `${revision(base)}..${revision(tip)}`];
  const { stdout } = await runGit(repository.root, args);
  return stdout.split("\0").filter(Boolean).map(toCommit);
}

function toCommit(record: string): Commit {
  const [hash = "", parents = "", author_email = "", subject = "", trailers = ""] = record.split(fieldMark);
  return { hash, parents: parents.split(" ").filter(Boolean), author_email, subject, trailers: toTrailers(trailers) };
}

function toTrailers(text: string): Record<string, string[]> {
  // A map, as a trailer may be called "constructor".
  const trailers = new Map<string, string[]>();
  for (const line of text.split(trailerMark)) {
    const [, name, value = ""] = /^([A-Za-z0-9-]+):\s*(.*)$/s.exec(line.trim()) ?? [];
    if (name !== undefined) trailers.set(name, [...(trailers.get(name) ?? []), value]);
  }
  return Object.fromEntries(trailers);
}

export interface ChangedPath {
  readonly path: string;
  readonly status: "added" | "modified" | "deleted" | "type_changed";
}

const changeNames: Readonly<Record<string, ChangedPath["status"]>> = {
  A: "added",
  M: "modified",
  D: "deleted",
  T: "type_changed",
};

export interface Difference {
  readonly from: string;
  readonly to: string;
  /** Only paths below these folders of the repository. */
  readonly folders?: readonly string[];
}

/** The paths in which two commits differ; a rename is a deletion and an addition. One git process. */
export async function changedPaths(repository: Repository, { from, to, folders }: Difference): Promise<ChangedPath[]> {
  if (folders?.length === 0) return [];
  const args = ["diff-tree", "-r", "-z", "--no-renames", "--name-status", revision(from), revision(to)];
  const limit = folders === undefined ? [] : ["--", ...folders.map((folder) => `:(top,literal)${folder}`)];
  const { stdout } = await runGit(repository.root, [...args, ...limit]);
  const parts = stdout.split("\0");
  const changes: ChangedPath[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    changes.push({ path: parts[index + 1] as string, status: changeNames[parts[index] as string] ?? "modified" });
  }
  return changes;
}

/** The best common ancestor; undefined for unrelated histories. One git process. */
export async function mergeBase(repository: Repository, a: string, b: string): Promise<string | undefined> {
  const { stdout, exitCode } = await runGit(repository.root, ["merge-base", revision(a), revision(b)], {
    answers: [1],
  });
  return exitCode === 0 ? stdout.trim() : undefined;
}

/** Whether one commit is reachable from another. One git process. */
export async function isAncestor(repository: Repository, ancestor: string, of: string): Promise<boolean> {
  const args = ["merge-base", "--is-ancestor", revision(ancestor), revision(of)];
  return (await runGit(repository.root, args, { answers: [1] })).exitCode === 0;
}

/** How many commits one has that the other has not, and the other way round. One git process. */
export async function countApart(
  repository: Repository,
  { tip, from }: { readonly tip: string; readonly from: string },
): Promise<{ readonly ahead: number; readonly behind: number }> {
  const args = ["rev-list", "--left-right", "--count", `${revision(tip)}...${revision(from)}`];
  const [ahead = 0, behind = 0] = (await runGit(repository.root, args)).stdout.trim().split(/\s+/).map(Number);
  return { ahead, behind };
}

/** How many commits of a tip no ref reaches, one left out. One git process. */
export async function countOnlyOn(
  repository: Repository,
  { tip, ref }: { readonly tip: string; readonly ref?: string | undefined },
): Promise<number> {
  const but = ref === undefined ? [] : [`--exclude=${revision(ref)}`];
  const args = ["rev-list", "--count", revision(tip), "--not", ...but, "--glob=refs/*"];
  return Number((await runGit(repository.root, args)).stdout);
}

/** The text of a file in a commit; undefined where it is not there. One git process. */
export async function readFileAt(repository: Repository, commit: string, path: string): Promise<string | undefined> {
  return (await readBytesAt(repository, commit, path))?.toString("utf8");
}

/** The bytes of a file in a commit; undefined where it is not there. One git process. */
export async function readBytesAt(repository: Repository, commit: string, path: string): Promise<Buffer | undefined> {
  const args = ["cat-file", "blob", `${revision(commit)}:${path}`];
  const { stdout, exitCode } = await runGit(repository.root, args, { answers: [128], encoding: "latin1" });
  return exitCode === 0 ? Buffer.from(stdout, "latin1") : undefined;
}
