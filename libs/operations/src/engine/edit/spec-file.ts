import { readFile } from "node:fs/promises";
import { relative, sep } from "node:path";
import { ChantError } from "@chant/core/errors";
import { writeFileDurably } from "@chant/core/store";
import {
  commitFiles,
  findRebase,
  listWorktrees,
  readFileAt,
  readRef,
  readStatus,
  type Head,
  type PathState,
  type Repository,
} from "@chant/git";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { readUtf8 } from "../read-utf8.ts";
import { withRepositoryLock } from "../control/repository-lock.ts";

/** How git sees a spec's file in the user's checkout. */
export type FileState = "clean" | "edited" | "ignored";

/** A path relative to the top of a repository, with forward slashes. */
export function pathInRepository(repository: Repository, path: string): string {
  return relative(repository.root, path).split(sep).join("/");
}

/** Tells what is checked out and how git sees one file. Throws GIT_UNMERGED_PATH in the middle of somebody's merge. One git process. */
export async function fileState(repository: Repository, path: string): Promise<{ head: Head; state: FileState }> {
  const { head, states } = await readStatus(repository, [pathInRepository(repository, path)]);
  return { head, state: toFileState(states[0]) };
}

function toFileState(state: PathState | undefined): FileState {
  if (state === undefined) return "clean";
  const { path: name } = state;
  if (state.kind === "unmerged") {
    const fix = `git status -- ${name}`;
    throw new ChantError("GIT_UNMERGED_PATH", `${name} is in the middle of a merge.`, { fix, details: { path: name } });
  }
  return state.kind === "ignored" ? "ignored" : "edited";
}

export interface SpecCommit {
  readonly project: Project;
  readonly context: Context;
  readonly path: string;
  readonly subject: string;
  readonly trailers?: Readonly<Record<string, string>>;
  /** Short name of the only branch to commit onto; without it, any. */
  readonly only?: string;
}

/**
 * Commits one file as it lies in the checkout, and nothing else, onto the branch checked out there. Gives false where
 * there is nothing to commit to: no repository, no commit yet, a detached HEAD, another branch, an ignored file.
 */
export async function commitSpecFile(request: SpecCommit): Promise<boolean> {
  const { project, context, path, only } = request;
  const repository = await findRepository(project);
  if (repository === undefined) return false;
  const { head, state } = await fileState(repository, path);
  const { branch } = head;
  if (branch === undefined || head.commit === undefined || state === "ignored") return false;
  if (only !== undefined && branch !== only) return false;
  if (state === "clean") return true;
  const content = await readFile(path);
  const file = { path: pathInRepository(repository, path), content };
  const message = commitMessage(project, request.subject, request.trailers);
  await withRepositoryLock(project, context, () => commitFiles(repository, { branch, files: [file], message }));
  return true;
}

/** The repository around a project; undefined where there is none. */
export async function findRepository(project: Project): Promise<Repository | undefined> {
  try {
    return await project.repository();
  } catch (error) {
    if ((error as { code?: unknown }).code === "GIT_NOT_REPOSITORY") return undefined;
    throw error;
  }
}

/** The message of a commit that chant itself makes: never counted as an agent's work, and nameless in silent mode. */
export function commitMessage(
  project: Project,
  subject: string,
  trailers: Readonly<Record<string, string>> = {},
): string {
  if (project.config.project.silent) return `${subject}\n`;
  const lines = Object.entries(trailers).map(([key, value]) => `${key}: ${value}`);
  return [`chant: ${subject}`, ...(lines.length > 0 ? ["", ...lines] : [])].join("\n") + "\n";
}

export interface TargetEdit {
  readonly project: Project;
  readonly context: Context;
  readonly repository: Repository;
  /** Short name of the branch to commit on. */
  readonly branch: string;
  /** The spec's path in the repository. */
  readonly path: string;
  readonly subject: string;
  readonly trailers: Readonly<Record<string, string>>;
  /** Gives the new text for the present one; undefined leaves the file and the branch alone. */
  edit(text: string): string | undefined;
}

/**
 * Edits the spec on a branch by one commit of exactly that file. Where the branch is checked out, the file there is
 * edited too, the user's own uncommitted edits of it included. Gives false when the branch does not have the file as text, or
 * is being rebased.
 */
export async function editOnBranch(request: TargetEdit): Promise<boolean> {
  const { project, context, repository, branch, path } = request;
  return withRepositoryLock(project, context, async () => {
    const worktrees = await listWorktrees(repository);
    if ((await findRebase(repository, worktrees, branch)) !== undefined) return false;
    const checkout = worktrees.find((worktree) => worktree.branch === branch)?.path;
    const file = checkout === undefined ? undefined : `${checkout}/${path}`;
    const present = await (file === undefined ? readOnTip(repository, branch, path) : readIfThere(file));
    if (present === undefined) return false;
    const content = request.edit(present);
    if (content === undefined) return true;
    if (file !== undefined && content !== present) await writeFileDurably(file, content);
    const message = commitMessage(project, request.subject, request.trailers);
    await commitFiles(repository, { branch, files: [{ path, content }], message });
    return true;
  });
}

async function readOnTip(repository: Repository, branch: string, path: string): Promise<string | undefined> {
  const tip = await readRef(repository, `refs/heads/${branch}`);
  return tip === undefined ? undefined : readFileAt(repository, tip, path);
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readUtf8(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "IO_FAILED") return undefined;
    throw error;
  });
}
