import { ChantError } from "@chant/core/errors";
import { whenUnlocked } from "./git-lock.ts";
import { updateIndex, withIndex, type Committed } from "./commit.ts";
import { revision, updateRefs } from "./ref.ts";
import type { Repository } from "./repo.ts";
import { runGit } from "./run-git.ts";
import { commitTree } from "./write-commit.ts";

export interface PathCommit {
  /** Short name of the branch that is checked out. */
  readonly branch: string;
  /** Its tip. */
  readonly tip: string;
  /** Relative to the top, with forward slashes; there or gone. */
  readonly paths: readonly string[];
  /** Left out of the commit although they are still there. */
  readonly gone?: readonly string[];
  readonly message: string;
}

/**
 * Commits some paths as they lie in the work tree, ignored ones left out, and nothing else, without hooks. As many git
 * processes for thousands of paths as for one. Gives undefined when none of them changed. Throws GIT_UNMERGED_PATH,
 * GIT_REF_MOVED, GIT_IDENTITY.
 */
export async function commitPaths(repository: Repository, request: PathCommit): Promise<Committed | undefined> {
  const { branch, tip, message, gone = [] } = request;
  const paths = await withoutIgnored(repository, request.paths);
  await requireMerged(repository, [...paths, ...gone]);
  const tree = await treeOf(repository, { tip, paths, gone });
  const entries = await changedEntries(repository, { tip, tree });
  if (entries.length === 0) return undefined;
  const commit = await commitTree(repository, { tree, parents: [tip], message });
  await updateIndex(repository.root, entries);
  await updateRefs(repository, [{ ref: revision(`refs/heads/${branch}`), new: commit, old: tip }]);
  return { commit, previous: tip };
}

/** Puts some paths into the index as they lie in the work tree, there or gone; ignored ones are left out. */
export async function stagePaths(repository: Repository, request: readonly string[]): Promise<void> {
  const paths = await withoutIgnored(repository, request);
  const args = ["update-index", "--add", "--remove", "-z", "--stdin"];
  await whenUnlocked(() => runGit(repository.root, args, { input: nulEnded(paths) }));
}

/** The paths of some folders that git tracks. One git process. */
export async function listTracked(repository: Repository, folders: readonly string[]): Promise<Set<string>> {
  const limit = folders.map((folder) => `:(top,literal)${folder}`);
  const { stdout } = await runGit(repository.root, ["ls-files", "-z", "--full-name", "--", ...limit]);
  return new Set(stdout.split("\0").filter(Boolean));
}

/** A path that git tracks is never ignored. */
async function withoutIgnored(repository: Repository, paths: readonly string[]): Promise<readonly string[]> {
  const args = ["check-ignore", "-z", "--stdin"];
  const { stdout } = await runGit(repository.root, args, { input: nulEnded(paths), answers: [1] });
  const ignored = new Set(stdout.split("\0"));
  return paths.filter((path) => !ignored.has(path));
}

async function requireMerged(repository: Repository, paths: readonly string[]): Promise<void> {
  const { stdout } = await runGit(repository.root, ["ls-files", "-u", "-z", "--full-name", ":/"]);
  const unmerged = new Set(stdout.split("\0").map((line) => line.slice(line.indexOf("\t") + 1)));
  const name = paths.find((path) => unmerged.has(path));
  if (name === undefined) return;
  const fix = `git status -- ${name}`;
  throw new ChantError("GIT_UNMERGED_PATH", `${name} is in the middle of a merge.`, { fix, details: { path: name } });
}

async function treeOf(
  repository: Repository,
  { tip, paths, gone }: { tip: string; paths: readonly string[]; gone: readonly string[] },
): Promise<string> {
  return withIndex(repository, async (env) => {
    await runGit(repository.root, ["read-tree", revision(tip)], { env });
    const args = ["update-index", "--add", "--remove", "-z", "--stdin"];
    await runGit(repository.root, args, { env, input: nulEnded(paths) });
    const without = ["update-index", "--force-remove", "-z", "--stdin"];
    if (gone.length > 0) await runGit(repository.root, without, { env, input: nulEnded(gone) });
    return (await runGit(repository.root, ["write-tree"], { env })).stdout.trim();
  });
}

/** Lines for `update-index --index-info`. */
async function changedEntries(repository: Repository, { tip, tree }: { tip: string; tree: string }): Promise<string[]> {
  const args = ["diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", revision(tip), revision(tree)];
  const tokens = (await runGit(repository.root, args)).stdout.split("\0");
  return tokens.flatMap((token, index) => {
    const [, mode, blob] = /^:\d+ (\d+) [0-9a-f]+ ([0-9a-f]+) [A-Z]$/.exec(token) ?? [];
    if (mode === undefined) return [];
    // What is gone has mode 0, and is taken out.
    return [`${mode === "000000" ? "0" : mode} ${blob ?? ""}\t${tokens[index + 1] ?? ""}`];
  });
}

function nulEnded(lines: readonly string[]): string {
  return lines.map((line) => `${line}\0`).join("");
}
