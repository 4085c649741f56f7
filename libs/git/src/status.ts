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
  const ignored = paths.length > 0 ? "traditional" : "no";
  const args = ["status", "--porcelain=v2", "-z", "--untracked-files=all", `--ignored=${ignored}`, "--no-renames"];
  const limit = paths.length > 0 ? ["--", ...paths.map((path) => `:(top,literal)${path}`)] : [];
  const { stdout } = await runGit(repository.root, [...args, ...limit]);
  return stdout.split("\0").filter(Boolean).flatMap(toState);
}

function toState(record: string): PathState[] {
  const mark = record[0] ?? "";
  const kind = kinds[mark];
  if (kind === undefined) return [];
  return [{ kind, path: record.split(" ").slice(fieldsBefore[mark]).join(" ") }];
}
