import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { isChantError } from "@chant/core/errors";
import { listWorktrees, type Worktree } from "@chant/git";
import type { Project } from "../../kernel/project.ts";
import { folderSize } from "./folder-size.ts";
import { branchPrefix } from "../run/git-plan.ts";
import { partsOf, readRunMarks } from "./run-marks.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import { loadArchive, loadSpecs, timestamp } from "../specs/specs.ts";
import type { RunWorktree } from "./worktree-row.ts";
import { readWorktreeState, worktreeModifiedAt } from "./worktree-state.ts";

/** The worktrees of chant's runs, with their specs and sizes. None outside git. */
export async function listRunWorktrees(project: Project): Promise<RunWorktree[]> {
  const found = await findRunWorktrees(project);
  return Promise.all(found.map(({ worktree, known }) => describe(worktree, known)));
}

/** The same with what is in them: when something last happened there, and what is not committed. */
export async function examineRunWorktrees(project: Project): Promise<RunWorktree[]> {
  const found = await findRunWorktrees(project);
  const rows: RunWorktree[] = [];
  // One after the other: each takes git a few processes.
  for (const { worktree, known } of found)
    rows.push({ ...(await describe(worktree, known)), ...(await examine(project, worktree)) });
  return rows;
}

async function findRunWorktrees(project: Project): Promise<{ worktree: Worktree; known: Known }[]> {
  const repository = await project.repository().catch(noRepository);
  if (repository === undefined) return [];
  const [worktrees, marks, set, folder] = await Promise.all([
    listWorktrees(repository),
    readRunMarks(repository),
    loadSpecs(project),
    worktreeFolder(project),
  ]);
  const specs = [...set.active, ...loadArchive(project)];
  const prefix = branchPrefix(project);
  const own = worktrees.filter((one) => !one.main && (marks.has(one.path) || isOfRun(one, { folder, prefix })));
  return own.map((worktree) => ({ worktree, known: { specs, prefix, mark: marks.get(worktree.path) } }));
}

async function examine(project: Project, { path, locked, reason }: Worktree): Promise<Partial<RunWorktree>> {
  const repository = await project.repository();
  const why = reason === undefined ? {} : { reason };
  const [modified, state] = await Promise.all([
    worktreeModifiedAt(repository, path),
    readWorktreeState(repository, { path }).catch((error: Error) => error),
  ]);
  const seen = state instanceof Error ? { reason: state.message, ...why } : { uncommitted: state.dirty.length, ...why };
  return { ...seen, ...(locked && { locked }), ...(modified !== undefined && { modified_at: timestamp(modified) }) };
}

/** Where worktrees of runs are made. */
export async function worktreeFolder(project: Project): Promise<string> {
  const folder = project.config.worktree.root ?? join(await project.stateDir(), "worktrees");
  return realpath(folder).catch(() => folder);
}

function noRepository(error: unknown): undefined {
  if (isChantError(error) && error.code.startsWith("GIT_NO")) return undefined;
  throw error;
}

function isOfRun({ path, branch }: Worktree, of: { readonly folder: string; readonly prefix: string }): boolean {
  return path.startsWith(`${of.folder}/`) || (of.prefix !== "" && (branch?.startsWith(of.prefix) ?? false));
}

interface Known {
  readonly specs: readonly SpecEntry[];
  readonly prefix: string;
  /** The run that it was made for. */
  readonly mark: string | undefined;
}

async function describe({ path, branch, head, prunable }: Worktree, known: Known): Promise<RunWorktree> {
  const { bytes, whole } = await folderSize(path);
  const spec = known.specs.find(({ run }) => run?.worktree === path) ?? specOf(branch, known);
  return {
    path,
    ...(branch !== undefined && { branch }),
    ...(head !== undefined && { head: head.slice(0, 7) }),
    ...(known.mark !== undefined && { spec_id: partsOf(known.mark).spec_id }),
    ...(spec !== undefined && { spec_id: spec.id, title: spec.title ?? "", status: spec.status }),
    running: spec?.run?.worktree === path && !spec.cut_off,
    prunable,
    bytes,
    whole,
  };
}

function specOf(branch: string | undefined, { specs, prefix, mark }: Known): SpecEntry | undefined {
  const named = branch?.startsWith(prefix) ? branch.slice(prefix.length) : undefined;
  const id = mark === undefined ? named : partsOf(mark).spec_id;
  return id === undefined ? undefined : specs.find((spec) => spec.id === id);
}
