import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { isChantError } from "@chant/core/errors";
import { listWorktrees, type Worktree } from "@chant/git";
import type { Project } from "../kernel/project.ts";
import { folderSize } from "./folder-size.ts";
import { loadArchive, loadSpecs, type SpecEntry } from "./specs.ts";
import type { RunWorktree } from "./worktree-row.ts";

/** The worktrees of chant's runs, with their specs and sizes. None outside git. */
export async function listRunWorktrees(project: Project): Promise<RunWorktree[]> {
  const repository = await project.repository().catch(noRepository);
  if (repository === undefined) return [];
  const [worktrees, set, folder] = await Promise.all([
    listWorktrees(repository),
    loadSpecs(project),
    worktreeFolder(project),
  ]);
  const specs = [...set.active, ...loadArchive(project)];
  const prefix = project.config.defaults.branch_prefix;
  const own = worktrees.filter((one) => !one.main && isOfRun(one, { folder, prefix }));
  return Promise.all(own.map((one) => describe(one, { specs, prefix })));
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
}

async function describe({ path, branch, head, prunable }: Worktree, known: Known): Promise<RunWorktree> {
  const { bytes, whole } = await folderSize(path);
  const spec = known.specs.find(({ run }) => run?.worktree === path) ?? specOfBranch(branch, known);
  return {
    path,
    ...(branch !== undefined && { branch }),
    ...(head !== undefined && { head: head.slice(0, 8) }),
    ...(spec !== undefined && { spec_id: spec.id, title: spec.title ?? "", status: spec.status }),
    running: spec?.run?.worktree === path && !spec.cut_off,
    prunable,
    bytes,
    whole,
  };
}

function specOfBranch(branch: string | undefined, { specs, prefix }: Known): SpecEntry | undefined {
  const id = branch?.startsWith(prefix) ? branch.slice(prefix.length) : undefined;
  return id === undefined ? undefined : specs.find((spec) => spec.id === id);
}
