import type { Head } from "./ref.ts";
import type { Repository } from "./repo.ts";
import { runGit } from "./run-git.ts";

/** A path that is not as committed. */
export interface PathState {
  readonly path: string;
  readonly kind: "changed" | "untracked" | "ignored" | "unmerged";
}

const kinds: Readonly<Record<string, PathState["kind"]>> = {
  "1": "changed",
  "2": "changed",
  u: "unmerged",
  "?": "untracked",
  "!": "ignored",
};

/** Fields before the path, by record kind, in `git status --porcelain=v2`. */
const fieldsBefore: Readonly<Record<string, number>> = { "1": 8, "2": 9, u: 10, "?": 1, "!": 1 };

/**
 * How the work tree differs from its commit: for the given paths, ignored ones included, or for everything but ignored
 * files. Clean paths are absent. One git process.
 */
export async function pathStatus(repository: Repository, paths: readonly string[]): Promise<PathState[]> {
  return (await readStatus(repository, paths)).states;
}

export interface CheckoutStatus {
  readonly head: Head;
  /** As pathStatus gives them. */
  readonly states: PathState[];
}

/** What is checked out, and how the work tree differs from it. One git process. */
export async function readStatus(repository: Repository, paths: readonly string[]): Promise<CheckoutStatus> {
  const ignored = paths.length > 0 ? "traditional" : "no";
  const branch = ["--branch", "--no-ahead-behind"];
  const files = ["--untracked-files=all", `--ignored=${ignored}`, "--no-renames"];
  const limit = paths.length > 0 ? ["--", ...paths.map((path) => `:(top,literal)${path}`)] : [];
  const args = ["status", "--porcelain=v2", "-z", ...branch, ...files, ...limit];
  const { stdout } = await runGit(repository.root, args);
  const records = stdout.split("\0").filter(Boolean);
  return { head: toHead(records), states: records.flatMap(toState) };
}

function toHead(records: readonly string[]): Head {
  const value = (key: string) => records.find((record) => record.startsWith(`# ${key} `))?.slice(key.length + 3);
  const [commit, branch] = [value("branch.oid"), value("branch.head")];
  return {
    commit: commit === "(initial)" ? undefined : commit,
    branch: branch === "(detached)" ? undefined : branch,
  };
}

function toState(record: string): PathState[] {
  const mark = record[0] ?? "";
  const kind = kinds[mark];
  if (kind === undefined) return [];
  return [{ kind, path: record.split(" ").slice(fieldsBefore[mark]).join(" ") }];
}
