import { parseSpec, type Spec } from "@chant/core";
import { writeFileDurably } from "@chant/core/store";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { commitPaths } from "./commit-paths.ts";
import { withRepositoryLock } from "../control/repository-lock.ts";
import { readUtf8 } from "../read-utf8.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";

export interface SpecEdits {
  readonly project: Project;
  readonly context: Context;
  readonly entries: readonly SpecEntry[];
  /** The spec as it shall be; the same text where nothing is to be changed. */
  readonly edit: (spec: Spec, entry: SpecEntry) => Spec;
  /** Subject of the one commit, from the ids that changed; undefined to write the files alone. */
  readonly subject: ((ids: readonly string[]) => string) | undefined;
  readonly trailers?: Readonly<Record<string, string>>;
}

/**
 * Edits the files of some specs and commits exactly those. Each file is read again where nobody else writes, so that no
 * edit of somebody's is lost.
 */
export async function editSpecs(request: SpecEdits): Promise<{ changed: readonly string[]; committed: boolean }> {
  const { project, context, subject, trailers = {} } = request;
  const written = await withRepositoryLock(project, context, () => writeAll(request));
  const changed = written.map(({ id }) => id);
  const paths = written.map(({ path }) => path);
  if (paths.length === 0 || subject === undefined) return { changed, committed: false };
  return { changed, committed: await commitPaths({ project, context, paths, subject: subject(changed), trailers }) };
}

async function writeAll({ entries, edit }: SpecEdits): Promise<SpecEntry[]> {
  const written: SpecEntry[] = [];
  for (const entry of entries) {
    const present = parseSpec(await readUtf8(entry.path), { id: entry.id });
    const { text } = edit(present, entry);
    if (text === present.text) continue;
    await writeFileDurably(entry.path, text);
    written.push(entry);
  }
  return written;
}

/** Why chant does not edit a spec's file now; undefined where it may. */
export function whyUntouchable({ readable, run, unmerged, damaged, path }: SpecEntry): string | undefined {
  if (!readable) return "its header cannot be read";
  if (path.endsWith(".gz")) return "its file is compressed";
  if (damaged) return "the record of its run cannot be read";
  return run === undefined || unmerged ? undefined : "a run is working on it";
}
