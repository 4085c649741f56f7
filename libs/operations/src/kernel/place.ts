import { readFile, stat } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { ChantError } from "@chant/core/errors";
import { chantPaths, findProject, type ChantPaths } from "@chant/core/store";

/** Where a `.chant` is: all that reading specs takes. */
export interface Place {
  /** The folder holding `.chant` in the checkout the user stands in: specs, prompts and config are this checkout's. */
  readonly root: string;
  readonly paths: ChantPaths;
  /** The same folder in the main checkout: locks, records and logs are there, whatever the checkout. */
  readonly runtime: ChantPaths;
  /** Top of the main checkout; the folder itself where there is no git repository. */
  readonly mainRoot: string;
  /** Tells the user of something that is wrong there, each thing once; absent where nobody listens. */
  warn?(message: string): void;
  /** The other repositories that the config names; absent for one of those itself. Nothing if the config cannot be read. */
  repos?(): Promise<readonly Repo[]>;
}

/** A repository that the config has a name for. */
export interface Repo {
  readonly name: string;
  /** Absolute folder. */
  readonly path: string;
}

/**
 * Finds the place around a folder: the nearest `.chant` upwards. From inside a run's worktree that is the main
 * checkout's. Throws CONFIG_NO_PROJECT.
 */
export async function openPlace(cwd: string): Promise<Place> {
  const found = await findProject(cwd);
  if (found === undefined) {
    throw new ChantError("CONFIG_NO_PROJECT", `There is no .chant folder in ${cwd} or above.`, { fix: "chant init" });
  }
  const checkout = await findCheckout(found);
  const runtimeRoot = checkout === undefined ? found : join(checkout.main, relative(checkout.top, found));
  const root = checkout?.ofRun === true ? runtimeRoot : found;
  const paths = chantPaths(root);
  const runtime = root === runtimeRoot ? paths : chantPaths(runtimeRoot);
  return { root, paths, runtime, mainRoot: checkout?.main ?? found };
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
