import { commitPaths as commitInRepository, readHead } from "@chant/git";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { withRepositoryLock } from "../control/repository-lock.ts";
import { commitMessage, findRepository, pathInRepository } from "./spec-file.ts";

export interface PathsCommit {
  readonly project: Project;
  readonly context: Context;
  /** Absolute paths of files, there or gone. */
  readonly paths: readonly string[];
  /** Absolute paths of files that are still there, and are to be gone in the commit. */
  readonly gone?: readonly string[];
  readonly subject: string;
  readonly trailers?: Readonly<Record<string, string>>;
}

/**
 * Commits some files as they lie in the checkout, and nothing else, onto the branch checked out there. Gives false where there
 * is nothing to commit or nothing to commit to: no repository, no commit yet, a detached HEAD, ignored files. Throws
 * GIT_UNMERGED_PATH.
 */
export async function commitPaths(request: PathsCommit): Promise<boolean> {
  const { project, context } = request;
  if (request.paths.length === 0 || (await findRepository(project)) === undefined) return false;
  return withRepositoryLock(project, context, () => commitPathsLocked(request));
}

/** The same, called under the repository lock by who does more under it. */
export async function commitPathsLocked(request: PathsCommit): Promise<boolean> {
  const { project, subject, trailers } = request;
  const repository = await findRepository(project);
  if (repository === undefined || request.paths.length === 0) return false;
  const inside = (path: string) => pathInRepository(repository, path);
  const [paths, gone] = [request.paths.map(inside), (request.gone ?? []).map(inside)];
  const { branch, commit: tip } = await readHead(repository);
  if (branch === undefined || tip === undefined) return false;
  const message = commitMessage(project, subject, trailers);
  return (await commitInRepository(repository, { branch, tip, paths, gone, message })) !== undefined;
}
