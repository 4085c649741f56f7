import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { isChantError } from "@chant/core/errors";
import type { Repo } from "./place.ts";
import type { Project } from "./project.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The repositories that a config names, in its order; none where it cannot be read. */
export async function reposOf(
  project: () => Promise<Pick<Project, "config" | "root">>,
  env: Environment,
): Promise<readonly Repo[]> {
  try {
    const { config, root } = await project();
    return config.repos.map(({ name, path }) => ({ name, path: expandPath(path, { root, env }) }));
  } catch (error) {
    if (isChantError(error) && error.code === "CONFIG_INVALID") return [];
    throw error;
  }
}

/** A path as people write it: `~` is their home, anything relative starts at a folder. */
export function expandPath(path: string, { root, env }: { readonly root: string; readonly env: Environment }): string {
  const home = env["HOME"] || homedir();
  return resolve(root, path === "~" || path.startsWith("~/") ? join(home, path.slice(1)) : path);
}
