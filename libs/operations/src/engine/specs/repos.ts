import { join } from "node:path";
import { ChantError, isChantError } from "@chant/core/errors";
import type { Context } from "../../kernel/context.ts";
import { openPlace, type Place, type Repo } from "../../kernel/place.ts";
import { readUserConfig } from "../../kernel/project.ts";
import { expandPath, reposOf } from "../../kernel/repos.ts";
import { findMissing, type Missing } from "./repo-folder.ts";

export interface OpenRepo {
  /** Undefined for one that the config has no name for. */
  readonly name: string | undefined;
  readonly path: string;
  readonly place: Place;
}

/** The repositories that the config names, in its order. Throws CONFIG_NO_PROJECT, CONFIG_INVALID. */
export async function configuredRepos(context: Context): Promise<readonly Repo[]> {
  const project = await context.project();
  return reposOf(() => Promise.resolve(project), context.env);
}

/**
 * The repositories that a list is asked for: all of the config and the one around, or a single one. Of all, one that cannot
 * be opened is left out with a warning. Outside any project the user's own config says which. Throws CONFIG_REPO_UNKNOWN,
 * CONFIG_REPO_MISSING, CONFIG_NO_PROJECT.
 */
export async function openRepos(
  context: Context,
  { repo }: { readonly repo?: string | undefined },
): Promise<OpenRepo[]> {
  const here = await context.place().catch(noProject);
  const repos = await (here === undefined ? usersRepos(context) : configuredRepos(context));
  if (repo !== undefined) return [await openNamed(context, { nameOrPath: repo, repos })];
  const opened: OpenRepo[] = [];
  for (const one of repos) opened.push(...(await openOrWarn(context, one)));
  // Nothing around and nothing configured: there is no project, and that is what is said.
  const around = here ?? (opened.length === 0 ? await context.place() : undefined);
  const isKnown = around === undefined || opened.some(({ place }) => place.root === around.root);
  return isKnown ? opened : [{ name: undefined, path: around.root, place: around }, ...opened];
}

function noProject(error: unknown): undefined {
  if (isChantError(error) && error.code === "CONFIG_NO_PROJECT") return undefined;
  throw error;
}

async function usersRepos({ env, cwd }: Context): Promise<readonly Repo[]> {
  const config = await readUserConfig(env);
  return reposOf(() => Promise.resolve({ config, root: cwd }), env);
}

/** Opens a repository by its name in the config. Throws CONFIG_REPO_UNKNOWN, CONFIG_REPO_MISSING. */
export async function openRepoByName(context: Context, name: string): Promise<OpenRepo> {
  const repos = await configuredRepos(context);
  const found = repos.find((one) => one.name === name);
  if (found === undefined) throw unknownRepo(name, repos);
  return openRepo(found);
}

/** A name of the config, or any folder. */
async function openNamed(
  context: Context,
  { nameOrPath, repos }: { readonly nameOrPath: string; readonly repos: readonly Repo[] },
): Promise<OpenRepo> {
  const path = expandPath(nameOrPath, { root: context.cwd, env: context.env });
  const found = repos.find((one) => one.name === nameOrPath) ?? repos.find((one) => one.path === path);
  if (found !== undefined) return openRepo(found);
  if ((await findMissing(path)) === "missing_path") throw unknownRepo(nameOrPath, repos);
  return openRepo({ name: undefined, path });
}

async function openOrWarn(context: Context, repo: Repo): Promise<OpenRepo[]> {
  try {
    return [await openRepo(repo)];
  } catch (error) {
    context.report({ type: "warning", message: (error as Error).message });
    return [];
  }
}

async function openRepo({
  name,
  path,
}: {
  readonly name: string | undefined;
  readonly path: string;
}): Promise<OpenRepo> {
  const missing = await findMissing(path);
  if (missing !== undefined) throw missingRepo({ name, path, missing });
  return { name, path, place: await openPlace(path) };
}

const sentences: Readonly<Record<Missing, (path: string) => string>> = {
  missing_path: (path) => `there is no folder ${path}`,
  missing_chant: (path) => `${path} has no .chant folder`,
  missing_specs: (path) => `${join(path, ".chant")} has no specs folder`,
};

function missingRepo(repo: { name: string | undefined; path: string; missing: Missing }): ChantError {
  const { name, path, missing } = repo;
  const which = name === undefined ? "The repository" : `The repository ${name}`;
  const details = { ...(name !== undefined && { repo: name }), path, missing };
  return new ChantError("CONFIG_REPO_MISSING", `${which} cannot be read: ${sentences[missing](path)}.`, {
    fix: "chant config",
    details,
  });
}

function unknownRepo(name: string, repos: readonly Repo[]): ChantError {
  const known = repos.map((one) => one.name);
  const which = known.length === 0 ? "none is" : `${known.join(", ")} ${known.length === 1 ? "is" : "are"}`;
  const message = `No repository ${name} is configured: ${which} in repos of the config.`;
  return new ChantError("CONFIG_REPO_UNKNOWN", message, { fix: "chant config", details: { repo: name, known } });
}
