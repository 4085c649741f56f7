import { homedir } from "node:os";
import { join } from "node:path";
import type { Config, ParsedConfig } from "@chant/core";
import type { ChantPaths } from "@chant/core/store";
import type { Repository } from "@chant/git";
import type { Place } from "./place.ts";
import { rememberConfig } from "./remembered-config.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A folder with a `.chant`, and everything about it that operations share. */
export interface Project extends Place {
  readonly config: Config;
  /** Owner-only folder of this repository in the user's state folder: worktrees and trust. */
  stateDir(): Promise<string>;
  /** The repository around `root`, opened once. Throws GIT_NOT_REPOSITORY. */
  repository(): Promise<Repository>;
}

/** Opens the project at a place. Throws CONFIG_INVALID. */
export async function openProject(place: Place, env: Environment): Promise<Project> {
  const config = await readConfig(place.paths, env);
  let repository: Promise<Repository> | undefined;
  return {
    ...place,
    config,
    stateDir: () => stateDirOf(place.mainRoot, env),
    repository: () => (repository ??= open(place.root, config)),
  };
}

// Loaded when it is needed: not every operation starts git or looks at the state folder.

async function open(root: string, { git }: Config): Promise<Repository> {
  const [{ openRepository }, { healMergeDriver }] = await Promise.all([
    import("@chant/git"),
    import("./merge-driver.ts"),
  ]);
  const repository = await openRepository(root, { sign: git.sign });
  if (git.merge_driver) await healMergeDriver(repository, root);
  return repository;
}

async function stateDirOf(mainRoot: string, env: Environment): Promise<string> {
  const { repositoryStateDir } = await import("./state-dir.ts");
  return repositoryStateDir(mainRoot, env);
}

async function readConfig(paths: ChantPaths, env: Environment): Promise<Config> {
  const files = configFiles(paths, env);
  const names = files.map(({ file }) => file);
  return rememberConfig(paths, names, async () => (await import("./read-config.ts")).readLayers(files));
}

/** The config in force outside any project: the user's own. Throws CONFIG_INVALID. */
export async function readUserConfig(env: Environment): Promise<Config> {
  const { readLayers } = await import("./read-config.ts");
  return readLayers([{ file: join(userConfigDir(env), "config.md"), keep: whole }]);
}

/** The user's own folder of chant: config and templates for all projects. */
export function userConfigDir(env: Environment): string {
  const home = env["XDG_CONFIG_HOME"] || join(env["HOME"] ?? homedir(), ".config");
  return env["CHANT_CONFIG_DIR"] || join(home, "chant");
}

export interface ConfigFile {
  readonly layer: "global" | "project" | "agents";
  readonly file: string;
  /** The part of its values that counts. */
  keep(values: ParsedConfig["values"]): ParsedConfig["values"];
}

/** The files that make the config in force, weakest first. */
export function configFiles(paths: ChantPaths, env: Environment): readonly ConfigFile[] {
  return [
    { layer: "global", file: join(userConfigDir(env), "config.md"), keep: whole },
    { layer: "project", file: paths.config, keep: whole },
    { layer: "agents", file: paths.agents, keep: agentsOnly },
  ];
}

function whole(values: ParsedConfig["values"]): ParsedConfig["values"] {
  return values;
}

/** The machine's agents file says which agents it has, and nothing else. */
function agentsOnly(values: ParsedConfig["values"]): ParsedConfig["values"] {
  const { agents } = (values["parallel"] ?? {}) as { readonly agents?: unknown };
  return agents === undefined ? {} : { parallel: { agents } };
}
