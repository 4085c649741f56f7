import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { resolveConfig, type Config } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import { chantPaths, findProject, readConfigFile, type ChantPaths } from "@chant/core/store";
import { openRepository, type Repository } from "@chant/git";

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
  readonly stateDir: string;
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
  const stateDir = repositoryStateDir(checkout?.main ?? found, env);
  const root = isInside(join(stateDir, "worktrees"), found) ? runtimeRoot : found;
  const paths = chantPaths(root);
  let repository: Promise<Repository> | undefined;
  return {
    root,
    paths,
    runtime: root === runtimeRoot ? paths : chantPaths(runtimeRoot),
    config: await readConfig(paths, env),
    stateDir,
    repository: () => (repository ??= openRepository(root)),
  };
}

/** The top of the main checkout around a folder; the folder itself where there is no git repository. */
export async function findMainRoot(folder: string): Promise<string> {
  return (await findCheckout(folder))?.main ?? folder;
}

/** The folder of chant's state for one repository: `<user state>/chant/<name>-<hash of its path>`. */
export function repositoryStateDir(mainRoot: string, env: Environment): string {
  const hash = createHash("sha256").update(resolve(mainRoot)).digest("hex").slice(0, 12);
  const name = basename(mainRoot).replaceAll(/[^A-Za-z0-9._-]/g, "_");
  return join(userStateDir(env), "chant", `${name}-${hash}`);
}

function userStateDir(env: Environment): string {
  const home = env["HOME"] ?? homedir();
  const byPlatform: Readonly<Record<string, string | undefined>> = {
    darwin: join(home, "Library", "Application Support"),
    win32: env["LOCALAPPDATA"],
  };
  return env["XDG_STATE_HOME"] || byPlatform[process.platform] || join(home, ".local", "state");
}

/** The checkout around a folder and the main checkout of the same repository, read from `.git` without starting git. */
async function findCheckout(folder: string): Promise<{ top: string; main: string } | undefined> {
  const dotGit = join(folder, ".git");
  const entry = await stat(dotGit).catch(() => undefined);
  if (entry?.isDirectory()) return { top: folder, main: folder };
  if (entry?.isFile()) return { top: folder, main: await mainCheckout(folder, dotGit) };
  const parent = dirname(folder);
  return parent === folder ? undefined : findCheckout(parent);
}

async function mainCheckout(top: string, dotGit: string): Promise<string> {
  const gitDir = /^gitdir: (.+)$/m.exec(await readFile(dotGit, "utf8"))?.[1];
  if (gitDir === undefined) return top;
  const absolute = resolve(top, gitDir.trim());
  const common = await readFile(join(absolute, "commondir"), "utf8").catch(() => undefined);
  if (common === undefined) return top;
  const commonDir = resolve(absolute, common.trim());
  return basename(commonDir) === ".git" ? dirname(commonDir) : top;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== "" && !way.startsWith("..");
}

async function readConfig(paths: ChantPaths, env: Environment): Promise<Config> {
  const home = env["XDG_CONFIG_HOME"] || join(env["HOME"] ?? homedir(), ".config");
  const global = env["CHANT_CONFIG_DIR"] || join(home, "chant");
  const files = [join(global, "config.md"), paths.config, paths.agents];
  const layers = await Promise.all(files.map((file) => readConfigFile(file)));
  return resolveConfig({ layers: layers.flatMap((layer) => (layer === undefined ? [] : [layer.values])) });
}
