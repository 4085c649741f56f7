import { realpath, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { isChantError } from "@chant/core/errors";
import { logFolders, openRepository, pathStatus, type FolderCommit, type Repository } from "@chant/git";
import type { Place } from "../../kernel/place.ts";
import { specFileId } from "./spec-file-id.ts";
import type { SpecEntry } from "./spec-entry.ts";

/** What git remembers of a spec's file. */
interface SpecHistory {
  /** `Name <address>` of the author of the oldest commit that was read and added it. */
  created_by?: string;
  /** Of the newest commit that changed it. */
  committed_at?: Date;
}

export interface History {
  /** By spec id. */
  readonly specs: ReadonlyMap<string, SpecHistory>;
  /** Whether a file differs from what is committed, or git does not know it. */
  isUncommitted(entry: SpecEntry): boolean;
}

/** What git remembers of the specs, from a moment on. Three git processes, however many specs there are. */
export async function readHistory(place: Place, since: Date | undefined): Promise<History> {
  const repository = await openRepository(place.root).catch(noRepository);
  if (repository === undefined) return { specs: new Map(), isUncommitted: () => true };
  const folders = await Promise.all([place.paths.specs, place.paths.archive].map((one) => inside(repository, one)));
  const [commits, states] = await Promise.all([
    logFolders(repository, { folders, since }),
    pathStatus(repository, folders),
  ]);
  const changed = states.map(({ path }) => `${repository.root}/${path}`);
  const top = await realpath(place.root);
  return {
    specs: historyOf(commits),
    isUncommitted: ({ path }) => isAmong(changed, join(top, relative(place.root, path))),
  };
}

/** The time at which a spec was last changed: in git, or, where its file is not committed, on disk. */
export async function lastChange(history: History, entry: SpecEntry): Promise<Date | undefined> {
  const committed = history.specs.get(entry.id)?.committed_at;
  if (!history.isUncommitted(entry)) return committed;
  return (await stat(entry.path).catch(() => undefined))?.mtime ?? committed;
}

function noRepository(error: unknown): undefined {
  if (isChantError(error) && error.code === "GIT_NOT_REPOSITORY") return undefined;
  throw error;
}

/** A folder as git writes it, whatever links lead to it. */
async function inside(repository: Repository, folder: string): Promise<string> {
  const real = await realpath(folder).catch(() => folder);
  return relative(repository.root, real).replaceAll("\\", "/");
}

/** Commits come newest first. */
function historyOf(commits: readonly FolderCommit[]): ReadonlyMap<string, SpecHistory> {
  const specs = new Map<string, SpecHistory>();
  for (const { author_name: name, author_email: address, at, changes } of commits) {
    for (const change of changes) {
      const id = specFileId(change.path);
      if (id === undefined) continue;
      const known = specs.get(id) ?? { committed_at: at };
      if (change.old === undefined) known.created_by = `${name} <${address}>`;
      specs.set(id, known);
    }
  }
  return specs;
}

/** An untracked or ignored folder stands for everything in it, and ends with a slash. */
function isAmong(paths: readonly string[], path: string): boolean {
  return paths.some((one) => one === path || (one.endsWith("/") && path.startsWith(one)));
}
