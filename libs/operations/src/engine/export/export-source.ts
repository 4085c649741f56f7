import { readFile } from "node:fs/promises";
import { commitStats, logFolders, type CommitStats, type Repository } from "@chant/git";
import type { Project } from "../../kernel/project.ts";
import type { Exported } from "./export-fields.ts";
import { findLatestRecord, runPaths } from "../run/run-record.ts";
import { findRepository, pathInRepository } from "../edit/spec-file.ts";
import { specFileId } from "../specs/spec-file-id.ts";
import { timestamp } from "../specs/specs.ts";

interface Lookup {
  readonly project: Project;
  readonly fields: readonly string[];
}

/** Looks up what the fields need beside the files: in git by one call for all specs, in the records of runs. */
export async function lookUp({ project, fields }: Lookup, found: readonly Exported[]): Promise<Exported[]> {
  const wants = (...names: string[]) => names.some((name) => fields.includes(name));
  const repository = wants("created_at", "git") ? await findRepository(project) : undefined;
  const created = wants("created_at") ? await readCreated(project, repository) : new Map<string, string>();
  const stats = wants("git") && repository !== undefined ? await statsOf(repository, found) : new Map<string, never>();
  const runs = wants("cost", "tokens", "output");
  const full: Exported[] = [];
  for (const one of found) {
    const { id } = one.entry;
    full.push({
      ...one,
      created_at: wants("created_at") ? (created.get(id) ?? /\d{4}-\d\d-\d\d/.exec(id)?.[0]) : undefined,
      stats: commitsOf(one).flatMap((hash) => stats.get(hash) ?? []),
      ...(runs ? await lastRun(project, { id, withOutput: wants("output") }) : {}),
    });
  }
  return full;
}

function commitsOf({ entry }: Exported): readonly string[] {
  return entry.spec().frontmatter.commits ?? [];
}

async function statsOf(repository: Repository, found: readonly Exported[]): Promise<ReadonlyMap<string, CommitStats>> {
  return commitStats(repository, found.flatMap(commitsOf));
}

/** When the file of each spec was first committed. */
async function readCreated(project: Project, repository: Repository | undefined): Promise<Map<string, string>> {
  if (repository === undefined) return new Map();
  const folders = [project.paths.specs, project.paths.archive].map((path) => pathInRepository(repository, path));
  const commits = await logFolders(repository, { folders });
  const added = commits.flatMap(({ at, changes }) =>
    changes.filter(({ old }) => old === undefined).map(({ path }) => [specFileId(path) ?? "", timestamp(at)] as const),
  );
  // Newest first: of several additions the oldest stays.
  return new Map(added);
}

interface Run {
  readonly id: string;
  readonly withOutput: boolean;
}

async function lastRun(project: Project, { id, withOutput }: Run): Promise<Pick<Exported, "tokens" | "output">> {
  const record = await findLatestRecord(project.runtime, id);
  if (record === undefined) return { tokens: undefined, output: undefined };
  const { usage } = record;
  const output = withOutput ? await readIfThere(runPaths(project.runtime, record).text_log) : undefined;
  return { tokens: usage === undefined ? undefined : usage.input_tokens + usage.output_tokens, output };
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(() => undefined);
}
