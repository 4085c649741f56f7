import type { Context } from "../../kernel/context.ts";
import { findRepository } from "../edit/spec-file.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import { loadArchive, loadSpecs } from "../specs/specs.ts";
import { findBranches } from "./branches.ts";
import type { Found, Ground } from "./leaving.ts";
import { findRuntimeFiles } from "./runtime-files.ts";
import { findWorktrees } from "./worktrees.ts";

/** What runs of this repository left: what nobody needs, and what stays and why. Changes nothing. */
export async function findLeavings(context: Context, { worktrees }: { worktrees: boolean }): Promise<Found[]> {
  const project = await context.project();
  const [repository, set] = await Promise.all([findRepository(project), loadSpecs(project)]);
  let archive: readonly SpecEntry[] | undefined;
  const findSpec = (id: string) => set.find(id) ?? (archive ??= loadArchive(project)).find((entry) => entry.id === id);
  const ground: Ground = { project, context, repository, findSpec, all_worktrees: worktrees };
  const found = [await findWorktrees(ground), await findBranches(ground), await findRuntimeFiles(ground)];
  return found.flat();
}
