import { mkdir, readdir, readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { ChantError } from "@chant/core/errors";
import {
  chantPaths,
  createFileExclusively,
  findProject,
  readConfigFile,
  writeFileDurably,
  type ChantPaths,
} from "@chant/core/store";
import { setConfigKey } from "@chant/core";
import { commitFiles, excludeLocally, openRepository, pathStatus, readHead, type Repository } from "@chant/git";
import * as z from "zod";
import { bundledPrompts } from "./engine/config/assets.ts";
import { newConfig, gitignore, type InitSettings } from "./engine/edit/init-files.ts";
import { detectName } from "./engine/edit/project-name.ts";
import { setUpDriver } from "./engine/merge-driver/set-up-driver.ts";
import { trustProject } from "./engine/run/trust.ts";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import { findMainRoot } from "./kernel/place.ts";
import { repositoryStateDir } from "./kernel/state-dir.ts";

/** Sets up chant in a folder, or completes and changes the set-up that is there. Deletes and overwrites nothing. */
export const init = defineOperation({
  name: "init",
  summary: "Set up chant here; run again, it adds what is missing",
  effect: "write",
  input: z.object({
    name: z
      .string()
      .min(1)
      .optional()
      .describe("Project name (default: from package.json, Cargo.toml, go.mod or the folder)"),
    silent: z.boolean().default(false).describe("Keep chant out of the repository: nothing tracked, nothing named"),
    minimal: z.boolean().default(false).describe("Without prompt files; the ones that ship with chant are used"),
    provider: z.string().optional().describe("Agent: claude, command, or a file of .chant/providers"),
    model: z.string().optional().describe("Default model"),
    command: z.string().optional().describe("Program and arguments of the agent, for --provider command"),
    merge_driver: z.boolean().default(true).describe("Make git merge specs as chant does, by its merge driver"),
    commit: z.boolean().default(true).describe("Commit the new files"),
  }),
  output: z.object({
    root: z.string(),
    project: z.string(),
    created: z.array(z.string()),
    updated: z.array(z.string()),
    unchanged: z.array(z.string()),
    committed: z.boolean(),
    notices: z.array(z.string()),
  }),
  async run(input, context) {
    const root = (await findProject(context.cwd)) ?? context.cwd;
    const repository = await openHere(root);
    if (input.silent && repository !== undefined) await requireUntracked(repository, root);
    const settings = { ...input, name: input.name ?? (await detectName(root)) };
    const files = await writeFiles(chantPaths(root), settings);
    await trustProject(repositoryStateDir(await findMainRoot(root), context.env));
    if (input.silent && repository !== undefined) await excludeLocally(repository, silentPattern(repository, root));
    const foreign = input.merge_driver ? await addDriver({ root, repository }, files) : [];
    const wanted = input.commit && !input.silent;
    const changed = [...files.created, ...files.updated].filter((name) => !foreign.includes(name));
    const committed = wanted && (await commitNew({ repository, root, context }, changed));
    const project = await projectName(chantPaths(root), settings.name);
    const notices = noticesOf(repository, { wanted, committed, changed, foreign });
    return { root, project, ...files, committed, notices };
  },
});

type Files = { created: string[]; updated: string[]; unchanged: string[] };

async function openHere(root: string): Promise<Repository | undefined> {
  return openRepository(root).catch((error: { code?: unknown }) => {
    if (error.code === "GIT_NOT_REPOSITORY") return undefined;
    throw error;
  });
}

/** Silent mode leaves no tracked trace, so it cannot begin where chant is tracked. Throws INPUT_INVALID. */
async function requireUntracked(repository: Repository, root: string): Promise<void> {
  const path = pathIn(repository, chantPaths(root).config);
  const head = await readHead(repository);
  const exists = await readFile(join(repository.root, path), "utf8").then(
    () => true,
    () => false,
  );
  if (!exists || head.commit === undefined) return;
  const [state] = await pathStatus(repository, [path]);
  if (state?.kind === "untracked" || state?.kind === "ignored") return;
  const fix = `git rm --cached -r ${path.replace(/\/config\.md$/, "")}`;
  throw new ChantError("INPUT_INVALID", `${path} is tracked by git, so chant cannot be silent here.`, { fix });
}

function pathIn(repository: Repository, file: string): string {
  return relative(repository.root, file).split(sep).join("/");
}

async function writeFiles(paths: ChantPaths, settings: InitSettings & { minimal: boolean }): Promise<Files> {
  const files: Files = { created: [], updated: [], unchanged: [] };
  const place = async (path: string, text: string) => {
    await mkdir(dirname(path), { recursive: true });
    const created = await createFileExclusively(path, text);
    files[created ? "created" : "unchanged"].push(relative(paths.root, path));
    return created;
  };
  await mkdir(paths.specs, { recursive: true });
  if (!(await place(paths.config, newConfig(settings)))) await updateConfig(paths, settings, files);
  await place(paths.gitignore, gitignore);
  if (settings.minimal) return files;
  for (const name of await readdir(bundledPrompts())) {
    await place(join(paths.prompts, name), await readFile(join(bundledPrompts(), name), "utf8"));
  }
  return files;
}

/** Only the keys that were asked for are changed, each in its line. */
async function updateConfig(paths: ChantPaths, settings: InitSettings, files: Files): Promise<void> {
  const { provider, model, command, silent } = settings;
  const wanted: readonly (readonly [string, string | boolean | undefined])[] = [
    ["defaults.provider", provider],
    ["defaults.model", model],
    ["agent.command", command],
    ["project.silent", silent || undefined],
  ];
  const before = await readFile(paths.config, "utf8");
  const set = wanted.filter(([, value]) => value !== undefined);
  const after = set.reduce(
    (text, [key, value]) => setConfigKey(text, key.split("."), value as string | boolean),
    before,
  );
  if (after === before) return;
  await writeFileDurably(paths.config, after);
  const name = relative(paths.root, paths.config);
  files.unchanged = files.unchanged.filter((path) => path !== name);
  files.updated.push(name);
}

interface Where {
  readonly root: string;
  readonly repository: Repository | undefined;
}

/**
 * Gives the files that hold edits of the user's as well, and are theirs to commit. Specs that git does not know have no
 * driver.
 */
async function addDriver({ root, repository }: Where, files: Files): Promise<readonly string[]> {
  if ((await isSilent(chantPaths(root))) || (await isIgnored(root, repository))) return [];
  const { file, mine } = await setUpDriver(root, repository);
  files[file].push(".gitattributes");
  return mine || file === "unchanged" ? [] : [".gitattributes"];
}

async function isIgnored(root: string, repository: Repository | undefined): Promise<boolean> {
  if (repository === undefined) return false;
  const path = pathIn(repository, chantPaths(root).config);
  return (await pathStatus(repository, [path]))[0]?.kind === "ignored";
}

async function isSilent({ config }: ChantPaths): Promise<boolean> {
  const project = (await readConfigFile(config))?.values["project"] as { readonly silent?: string } | undefined;
  return project?.silent === "true";
}

interface CommitRequest {
  readonly repository: Repository | undefined;
  readonly root: string;
  readonly context: Context;
}

async function commitNew({ repository, root }: CommitRequest, names: readonly string[]): Promise<boolean> {
  if (repository === undefined || names.length === 0) return false;
  const { branch, commit } = await readHead(repository);
  if (branch === undefined || commit === undefined) return false;
  const toPath = (name: string) => relative(repository.root, join(root, name)).split(sep).join("/");
  const states = await pathStatus(repository, names.map(toPath));
  const paths = states.filter((state) => state.kind !== "ignored").map((state) => state.path);
  if (paths.length === 0) return false;
  const files = await Promise.all(
    paths.map(async (path) => ({ path, content: await readFile(join(repository.root, path), "utf8") })),
  );
  await commitFiles(repository, { branch, files, message: "chant: set up\n" });
  return true;
}

function silentPattern(repository: Repository, root: string): string {
  return `/${[...relative(repository.root, root).split(sep), ".chant"].filter(Boolean).join("/")}/`;
}

async function projectName(paths: ChantPaths, fallback: string): Promise<string> {
  const text = await readFile(paths.config, "utf8");
  return /^ {2}name: (.+)$/m.exec(text)?.[1]?.replace(/^(["'])(.*)\1$/, "$2") ?? fallback;
}

interface Committed {
  readonly wanted: boolean;
  readonly committed: boolean;
  readonly changed: readonly string[];
  readonly foreign: readonly string[];
}

function noticesOf(repository: Repository | undefined, { wanted, committed, changed, foreign }: Committed): string[] {
  if (repository === undefined) return ["There is no git repository here. `git init` makes one; work needs it."];
  const yours = foreign.map((name) => `${name} has edits of yours as well: commit it with them.`);
  if (!wanted || committed || changed.length === 0) return yours;
  return [...yours, "The new files are not committed: the repository has no commit yet, or no branch is checked out."];
}
