import { join, posix } from "node:path";
import type { ChantError } from "@chant/core/errors";
import {
  changesByMerge,
  isPicked,
  listBranches,
  listUnreached,
  readHead,
  readTreePaths,
  type Repository,
  type TreePath,
} from "@chant/git";
import { findRepository, pathInRepository } from "../edit/spec-file.ts";
import { branchPrefix } from "../run/git-plan.ts";
import { findLatestRecord } from "../run/run-record.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import { refusal, type Where } from "./move.ts";

/**
 * Why completed specs look as if their work were not in what is checked out, by id: commits that are only elsewhere, also
 * under other hashes, or target files that are as they were before them. A few git processes, however many specs there are,
 * and a few more for each whose commits are elsewhere.
 */
export async function findLostWork(where: Where, entries: readonly SpecEntry[]): Promise<Map<string, ChantError>> {
  const completed = entries.filter(({ status, archived }) => status === "completed" && !archived);
  const repository = completed.length === 0 ? undefined : await findRepository(where.project);
  if (repository === undefined || (await readHead(repository)).commit === undefined) return new Map();
  const ground = { ...where, repository, entries: completed };
  return new Map([...(await findUnchanged(ground)), ...(await findElsewhere(ground))]);
}

interface Ground extends Where {
  readonly repository: Repository;
  readonly entries: readonly SpecEntry[];
}

type Found = (readonly [id: string, why: ChantError])[];

/** Recorded commits, and what is on the spec's branch. */
async function findElsewhere(ground: Ground): Promise<Found> {
  const { repository, project, entries } = ground;
  const branches = new Map((await listBranches(repository)).map(({ name, commit }) => [name, commit]));
  const commitsOf = (entry: SpecEntry) => {
    const { commits = [], branch = "" } = entry.spec().frontmatter;
    const tips = [`${branchPrefix(project)}${entry.id}`, branch].map((name) => branches.get(name));
    return [...commits, ...tips.filter((tip) => tip !== undefined)];
  };
  const unreached = await listUnreached(repository, entries.flatMap(commitsOf));
  const found: Found = [];
  for (const entry of entries) {
    const commits = commitsOf(entry).filter((commit) => unreached.has(commit));
    if (commits.length > 0 && !(await isThereOtherwise(ground, entry, commits)))
      found.push([entry.id, elsewhere(entry, commits)]);
  }
  return found;
}

/** Whether chant merged them by a squash, or somebody squashed or rebased them. */
async function isThereOtherwise(
  { repository, project }: Ground,
  { id }: SpecEntry,
  commits: readonly string[],
): Promise<boolean> {
  const merge = (await findLatestRecord(project.runtime, id))?.merge;
  if (merge?.state === "merged" && (await listUnreached(repository, [merge.commit])).size === 0) return true;
  for (const commit of commits) {
    const changes = await changesByMerge(repository, commit);
    const isEmpty = changes?.every((path) => /(?:^|\/)\.chant\//.test(path)) ?? false;
    if (!isEmpty && !(await isPicked(repository, commit))) return false;
  }
  return true;
}

function elsewhere(entry: SpecEntry, commits: readonly string[]): ChantError {
  const shown = commits.slice(0, 3).map((commit) => commit.slice(0, 8));
  const more = commits.length > 3 ? ` and ${commits.length - 3} more` : "";
  const message = `${entry.id} is completed, and its work (${shown.join(", ")}${more}) is not in what is checked out.`;
  return refusal(entry, message, { fix: `chant archive ${entry.id} --skip-checks` });
}

/** Specs of which no target file is other than before any of its commits: the work was dropped later. */
async function findUnchanged({ repository, project, entries }: Ground): Promise<Found> {
  // A project in a folder of the repository may name them from either.
  const toPaths = (file: string) =>
    [project.root, repository.root].map((top) => pathInRepository(repository, join(top, file)));
  const asked = entries.flatMap((entry) => {
    const { commits = [], target_files: files = [] } = entry.spec().frontmatter;
    const paths = [...new Set(files.flatMap(toPaths))];
    const isTold = paths.length > 0 && paths.every(isPlain) && commits.length > 0 && commits.every(isFull);
    return isTold ? [{ entry, queries: queriesOf(commits, paths) }] : [];
  });
  const objects = await readTreePaths(
    repository,
    asked.flatMap(({ queries }) => queries),
  );
  let at = 0;
  return asked.flatMap(({ entry, queries }) => {
    const found = objects.slice(at, (at += queries.length));
    return isUnchanged(found) ? [[entry.id, unchanged(entry)] as const] : [];
  });
}

/** Triples: the file before a commit, the file now, and the commit's own tree, which tells whether the commit is there. */
function queriesOf(commits: readonly string[], paths: readonly string[]): TreePath[] {
  return commits.flatMap((commit) =>
    paths.flatMap((path) => [
      { commit, before: true, path },
      { commit: "HEAD", path },
      { commit, path: "" },
    ]),
  );
}

function isUnchanged(found: readonly (string | undefined)[]): boolean {
  for (let at = 0; at < found.length; at += 3) {
    const [before, now, commit] = found.slice(at, at + 3);
    if (before !== now || commit === undefined) return false;
  }
  return true;
}

/** Neither a pattern nor outside of the repository. */
function isPlain(path: string): boolean {
  return path !== "" && !/[*?[{\n]/.test(path) && !path.startsWith("../") && posix.normalize(path) === path;
}

function isFull(hash: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(hash);
}

function unchanged(entry: SpecEntry): ChantError {
  const message = `${entry.id} is completed, and none of its target files is other than before its commits.`;
  return refusal(entry, message, { fix: `chant archive ${entry.id} --skip-checks` });
}
