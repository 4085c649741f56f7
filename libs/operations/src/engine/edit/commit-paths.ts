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
  readonly subject: string;
  readonly trailers?: Readonly<Record<string, string>>;
}

/**
 * Commits some files as they lie in the checkout, and nothing else, onto the branch checked out there. Gives false where there
 * is nothing to commit or nothing to commit to: no repository, no commit yet, a detached HEAD, ignored files. Throws
 * GIT_UNMERGED_PATH.
 */
export async function commitPaths(request: PathsCommit): Promise<boolean> {
  const { project, context, subject, trailers } = request;
  const repository = await findRepository(project);
  if (repository === undefined || request.paths.length === 0) return false;
  const paths = request.paths.map((path) => pathInRepository(repository, path));
  const message = commitMessage(project, subject, trailers);
  return withRepositoryLock(project, context, async () => {
    const { branch, commit: tip } = await readHead(repository);
    if (branch === undefined || tip === undefined) return false;
    return (await commitInRepository(repository, { branch, tip, paths, message })) !== undefined;
  });
}
