import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { isSpecId, nextId, nextMemberId, type Spec } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import { createFileExclusively } from "@chant/core/store";
import { listAddedPaths } from "@chant/git";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { findRepository, pathInRepository } from "./spec-file.ts";
import { loadArchive, localDate, type SpecSet } from "../specs/specs.ts";

export interface NewFile {
  readonly project: Project;
  readonly context: Context;
  readonly set: SpecSet;
  /** Id of the driver to give a member to. */
  readonly group?: string | undefined;
  /** Prefix in place of the project's own. */
  readonly prefix?: string | undefined;
}

export interface CreatedFile<Made> {
  readonly id: string;
  readonly path: string;
  readonly made: Made;
}

/**
 * Creates the file of a new spec under an id that nobody had. The file is created exclusively: of two processes that chose the
 * same id one chooses again. Throws CONFIG_INVALID, INPUT_INVALID for a prefix that is none.
 */
export async function createSpecFile<Made extends { readonly spec: Spec }>(
  request: NewFile,
  make: (id: string, path: string) => Made,
): Promise<CreatedFile<Made>> {
  const { specs } = request.project.paths;
  await mkdir(specs, { recursive: true });
  const taken = await takenIds(request);
  for (;;) {
    const id = chooseId(request, taken);
    const path = join(specs, `${id}.md`);
    const made = make(id, path);
    if (await createFileExclusively(path, made.spec.text)) return { id, path, made };
    taken.add(id);
  }
}

/** The id that a new spec would get now. Throws CONFIG_INVALID, INPUT_INVALID. */
export async function previewId(request: NewFile): Promise<string> {
  return chooseId(request, await takenIds(request));
}

async function takenIds({ project, set, group }: NewFile): Promise<Set<string>> {
  const present = [...set.active, ...loadArchive(project)].map((entry) => entry.id);
  return new Set([...present, ...(group === undefined ? [] : await formerMembers(project, group))]);
}

/** A member has no random part, so its number is never given again: git knows those that are gone and other branches'. */
async function formerMembers(project: Project, group: string): Promise<string[]> {
  const repository = await findRepository(project);
  if (repository === undefined) return [];
  const folders = [project.paths.specs, project.paths.archive].map((path) => pathInRepository(repository, path));
  const paths = await listAddedPaths(
    repository,
    folders.map((folder) => `${folder}/**/${group}.*.md`),
  );
  return paths.map((path) => path.slice(path.lastIndexOf("/") + 1, -".md".length));
}

function chooseId({ project, context, group, prefix: asked }: NewFile, taken: ReadonlySet<string>): string {
  if (group !== undefined) return nextMemberId(group, taken);
  const prefix = asked ?? project.config.project.prefix;
  const date = localDate(context.now());
  const id = nextId({ date, taken, random: context.random, ...(prefix === undefined ? {} : { prefix }) });
  if (isSpecId(id)) return id;
  if (asked === undefined)
    throw new ChantError("CONFIG_INVALID", `project.prefix makes the id "${id}", which is no file name.`);
  const message = `--project cannot be "${asked}": letters, digits, - and _ are expected.`;
  throw new ChantError("INPUT_INVALID", message, { fix: "chant add --help" });
}
