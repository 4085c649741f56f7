import { access, constants, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import type { Environment, Probe } from "./provider.ts";

export interface Lookup {
  readonly env: Environment;
  /** Folder that relative paths start from. */
  readonly root: string;
}

/**
 * Looks for a program without starting anything: a path as it is, relative ones from `root`; a plain name through PATH,
 * whose relative folders do not count, as they would mean another program in every folder.
 */
export async function findProgram(program: string, { env, root }: Lookup): Promise<Probe> {
  const places = program.includes("/")
    ? [resolve(root, program)]
    : (env["PATH"] ?? "")
        .split(delimiter)
        .filter(isAbsolute)
        .map((folder) => join(folder, program));
  for (const path of places) {
    if (await isExecutable(path)) return { available: true, program, path };
  }
  return { available: false, program };
}

async function isExecutable(path: string): Promise<boolean> {
  const file = await stat(path).catch(() => undefined);
  if (!file?.isFile()) return false;
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
