import { mkdir, readFile, rename, stat } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { parseId, parseSpec } from "@chant/core";
import { writeFileDurably } from "@chant/core/store";
import * as z from "zod";
import { commitPaths } from "./engine/edit/commit-paths.ts";
import { whyUntouchable } from "./engine/edit/edit-specs.ts";
import { migrateConfig } from "./engine/edit/migrate-config.ts";
import { migrateSpec } from "./engine/edit/migrate-spec.ts";
import { withRepositoryLock } from "./engine/control/repository-lock.ts";
import type { SpecEntry } from "./engine/specs/spec-entry.ts";
import { loadArchive, loadSpecs } from "./engine/specs/specs.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";
import { counted } from "./engine/counted.ts";

const migrated = z.object({
  path: z.string(),
  to: z.string().optional().describe("Where the file goes"),
  changes: z.array(z.string()),
  manual: z.array(z.string()).optional().describe("What is still read, and has to be put right by hand"),
});

type Migrated = z.output<typeof migrated>;

/** Rewrites files of older versions in today's spelling. */
export const migrate = defineOperation({
  name: "migrate",
  summary: "Show what older versions left behind, and put it right with --apply",
  effect: "write",
  input: z.object({
    apply: z.boolean().default(false).describe("Change the files; without it nothing is changed"),
    commit: z.boolean().default(true).describe("Commit the changed files"),
  }),
  output: z.object({
    applied: z.boolean(),
    files: z.array(migrated),
    unchanged: z.number(),
    skipped: z.array(z.object({ path: z.string(), why: z.string() })).describe("Files that were left alone"),
    committed: z.boolean(),
  }),
  async run({ apply, commit }, context) {
    const project = await context.project();
    const entries = [...(await loadSpecs(project)).active, ...loadArchive(project)];
    const skipped = entries.flatMap((entry) => whySkipped(project, entry));
    const open = entries.filter((entry) => whySkipped(project, entry).length === 0);
    const plans = [await planConfig(project), ...(await Promise.all(open.map((entry) => planSpec(project, entry))))];
    const files = plans.flatMap(({ told }) => (told === undefined ? [] : [told]));
    const unchanged = plans.length - files.length;
    const changed = plans.filter(
      ({ told }) => told !== undefined && (told.changes.length > 0 || told.to !== undefined),
    );
    if (!apply || changed.length === 0) return { applied: false, files, unchanged, skipped, committed: false };
    const paths = await withRepositoryLock(project, context, async () => {
      const written: string[] = [];
      for (const { run } of changed) written.push(...(await run()));
      return written;
    });
    const subject = `migrate ${counted(changed.length, "file")}`;
    const committed = commit && (await commitPaths({ project, context, paths, subject }));
    return { applied: true, files, unchanged, skipped, committed };
  },
});

interface Plan {
  readonly told: Migrated | undefined;
  /** Reads the file again, writes it and gives the paths that changed. */
  run(): Promise<string[]>;
}

function whySkipped(project: Project, entry: SpecEntry) {
  const why = whyUntouchable(entry);
  return why === undefined ? [] : [{ path: relative(project.root, entry.path), why }];
}

async function planConfig({ root, paths: { config } }: Project): Promise<Plan> {
  const text = await readFile(config, "utf8").catch(() => undefined);
  if (text === undefined) return { told: undefined, run: () => Promise.resolve([]) };
  const { changes, manual } = migrateConfig(text, { file: config });
  const told = {
    path: relative(root, config),
    changes: [...changes],
    ...(manual.length === 0 ? {} : { manual: [...manual] }),
  };
  return {
    told: changes.length + manual.length === 0 ? undefined : told,
    async run() {
      await writeFileDurably(config, migrateConfig(await readFile(config, "utf8"), { file: config }).text);
      return [config];
    },
  };
}

async function planSpec({ root, paths }: Project, entry: SpecEntry): Promise<Plan> {
  const { changes } = migrateSpec(entry.spec());
  const to = entry.archived ? await datedPath(paths.archive, entry) : undefined;
  const told = {
    path: relative(root, entry.path),
    ...(to === undefined ? {} : { to: relative(root, to) }),
    changes: [...changes],
  };
  return {
    told: changes.length === 0 && to === undefined ? undefined : told,
    run: () => migrateFile(entry, to),
  };
}

async function migrateFile({ id, path }: SpecEntry, to: string | undefined): Promise<string[]> {
  const present = parseSpec(await readFile(path, "utf8"), { id });
  const { spec } = migrateSpec(present);
  if (spec.text !== present.text) await writeFileDurably(path, spec.text);
  if (to === undefined) return [path];
  await mkdir(dirname(to), { recursive: true });
  await rename(path, to);
  return [path, to];
}

/** Where an archived file belongs that lies directly in the archive; undefined when it is there, or the place is taken. */
async function datedPath(archive: string, { id, path }: SpecEntry): Promise<string | undefined> {
  const date = parseId(id)?.date;
  if (date === undefined || dirname(path) !== archive) return undefined;
  const target = join(archive, date, `${id}.md`);
  return (await stat(target).catch(() => undefined)) === undefined ? target : undefined;
}
