import type { Repository } from "./repo.ts";
import { runGit } from "./run-git.ts";

/** Who made a commit, and how much it changed. */
export interface CommitStats {
  readonly hash: string;
  readonly author_email: string;
  readonly files_changed: readonly string[];
  readonly insertions: number;
  readonly deletions: number;
}

/** The sizes of commits by their full hash; one that is not there is left out. One git process, however many they are. */
export async function commitStats(repository: Repository, hashes: Iterable<string>): Promise<Map<string, CommitStats>> {
  const wanted = [...new Set(hashes)].filter((hash) => /^[0-9a-f]{40,64}$/.test(hash));
  if (wanted.length === 0) return new Map();
  const input = wanted.map((hash) => `${hash}\n`).join("");
  const shape = ["--no-walk=unsorted", "--ignore-missing", "--no-renames", "--numstat", "--format=%H%x1f%ae"];
  const { stdout } = await runGit(repository.root, ["log", "-z", ...shape, "--stdin"], { input });
  return toStats(stdout.split("\0"));
}

function toStats(tokens: readonly string[]): Map<string, CommitStats> {
  const stats = new Map<string, CommitStats>();
  let last: CommitStats | undefined;
  for (const token of tokens) {
    const [hash = "", author_email] = token.trimStart().split("\x1f");
    if (author_email !== undefined) last = { hash, author_email, files_changed: [], insertions: 0, deletions: 0 };
    else if (last !== undefined) last = withFile(last, token.trimStart());
    if (last !== undefined) stats.set(last.hash, last);
  }
  return stats;
}

/** `added TAB deleted TAB path`; a binary file has dashes. */
function withFile(stats: CommitStats, line: string): CommitStats {
  const [, added, deleted, path] = /^(\d+|-)\t(\d+|-)\t(.+)$/s.exec(line) ?? [];
  if (path === undefined) return stats;
  return {
    ...stats,
    files_changed: [...stats.files_changed, path],
    insertions: stats.insertions + (Number(added) || 0),
    deletions: stats.deletions + (Number(deleted) || 0),
  };
}
