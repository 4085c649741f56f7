import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { resolveConfig, type Config, type ParsedConfig } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import { chantPaths, findProject, readConfigFile, type ChantPaths } from "@chant/core/store";
import type { Repository } from "@chant/git";

type Environment = Readonly<Record<string, string | undefined>>;

/** A folder with a `.chant`, and everything about it that operations share. */
export interface Project {
  /** The folder holding `.chant` in the checkout the user stands in: specs, prompts and config are this checkout's. */
  readonly root: string;
  readonly paths: ChantPaths;
  /** The same folder in the main checkout: locks, records and logs are there, whatever the checkout. */
  readonly runtime: ChantPaths;
  readonly config: Config;
  /** Owner-only folder of this repository in the user's state folder: worktrees and trust. */
  stateDir(): Promise<string>;
  /** The repository around `root`, opened once. Throws GIT_NOT_REPOSITORY. */
  repository(): Promise<Repository>;
}

/**
 * Opens the project around a folder: the nearest `.chant` upwards. From inside a run's worktree that is the main
 * checkout's. Throws CONFIG_NO_PROJECT, CONFIG_INVALID.
 */
export async function openProject(cwd: string, env: Environment): Promise<Project> {
  const found = await findProject(cwd);
  if (found === undefined) {
    throw new ChantError("CONFIG_NO_PROJECT", `There is no .chant folder in ${cwd} or above.`, { fix: "chant init" });
  }
  const checkout = await findCheckout(found);
  const runtimeRoot = checkout === undefined ? found : join(checkout.main, relative(checkout.top, found));
  const root = checkout?.ofRun === true ? runtimeRoot : found;
  const paths = chantPaths(root);
  const config = await readConfig(paths, env);
  let repository: Promise<Repository> | undefined;
  return {
    root,
    paths,
    runtime: root === runtimeRoot ? paths : chantPaths(runtimeRoot),
    config,
    stateDir: () => stateDirOf(checkout?.main ?? found, env),
    repository: () => (repository ??= open(root, config)),
  };
}

// What is not needed to read files is loaded when it is needed: it would be a third of what `list` takes.

async function open(root: string, { git }: Config): Promise<Repository> {
  const { openRepository } = await import("@chant/git");
  return openRepository(root, { sign: git.sign });
}

async function stateDirOf(mainRoot: string, env: Environment): Promise<string> {
  const { repositoryStateDir } = await import("./state-dir.ts");
  return repositoryStateDir(mainRoot, env);
}

/** The top of the main checkout around a folder; the folder itself where there is no git repository. */
export async function findMainRoot(folder: string): Promise<string> {
  return (await findCheckout(folder))?.main ?? folder;
}

interface Checkout {
  readonly top: string;
  /** Top of the main checkout of the same repository. */
  readonly main: string;
  /** Whether a run works in it. */
  readonly ofRun: boolean;
}

/** The checkout around a folder, read from `.git` without starting git. */
async function findCheckout(folder: string): Promise<Checkout | undefined> {
  const dotGit = join(folder, ".git");
  const entry = await stat(dotGit).catch(() => undefined);
  if (entry?.isDirectory()) return { top: folder, main: folder, ofRun: false };
  if (entry?.isFile()) return linkedCheckout(folder, dotGit);
  const parent = dirname(folder);
  return parent === folder ? undefined : findCheckout(parent);
}

async function linkedCheckout(top: string, dotGit: string): Promise<Checkout> {
  const own = { top, main: top, ofRun: false };
  const gitDir = /^gitdir: (.+)$/m.exec(await readFile(dotGit, "utf8"))?.[1];
  if (gitDir === undefined) return own;
  const absolute = resolve(top, gitDir.trim());
  const common = await readIfThere(join(absolute, "commondir"));
  if (common === undefined) return own;
  const commonDir = resolve(absolute, common.trim());
  const ofRun = (await readIfThere(join(absolute, runMarker))) !== undefined;
  return { top, main: basename(commonDir) === ".git" ? dirname(commonDir) : top, ofRun };
}

/** File in the git folder of a run's worktree, which tells it from the user's own. */
export const runMarker = "chant-run";

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(() => undefined);
}

async function readConfig(paths: ChantPaths, env: Environment): Promise<Config> {
  const home = env["XDG_CONFIG_HOME"] || join(env["HOME"] ?? homedir(), ".config");
  const global = env["CHANT_CONFIG_DIR"] || join(home, "chant");
  const files = [join(global, "config.md"), paths.config, paths.agents];
  const [machine = {}, project = {}, agents = {}] = await Promise.all(
    files.map(async (file) => (await readConfigFile(file))?.values),
  );
  return resolveConfig({ layers: [machine, project, agentsOnly(agents)] });
}

/** The machine's agents file says which agents it has, and nothing else. */
function agentsOnly(values: ParsedConfig["values"]): ParsedConfig["values"] {
  const { agents } = (values["parallel"] ?? {}) as { readonly agents?: unknown };
  return agents === undefined ? {} : { parallel: { agents } };
}
