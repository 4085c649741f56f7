import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setLocalConfig, type Repository } from "@chant/git";

/** What `.gitattributes` says of the files that chant merges, wherever specs lie. */
export const attributeLines = [
  ".chant/specs/**/*.md merge=chant-spec",
  ".chant/archive/**/*.md merge=chant-spec",
] as const;

export const driverKey = "merge.chant-spec.driver";

/**
 * What git calls for such a file. Where `chant` is missing, or fails, git's own merge of texts takes over, so that both
 * sides stay visible; 1 says that there are conflicts, and that they are marked.
 */
export const driverCommand =
  "chant merge-driver %O %A %B %L %P || { test $? -eq 1 && exit 1; git merge-file --marker-size=%L %A %O %B; }";

/** Makes this clone call the driver. */
export async function installMergeDriver(repository: Repository): Promise<void> {
  await setLocalConfig(repository, { "merge.chant-spec.name": "specs, merged by chant", [driverKey]: driverCommand });
}

/**
 * Sets the driver up in a clone of a repository that asks for it: attributes travel with a clone, and config does not. A
 * driver of the user's own stays, and a clone that cannot be written stays without.
 */
export async function healMergeDriver(repository: Repository, root: string): Promise<void> {
  const attributes = await readText(join(root, ".gitattributes"));
  if (!/\bmerge=chant-spec\b/.test(attributes)) return;
  const config = await readText(join(repository.commonDir, "config"));
  if (config.includes('[merge "chant-spec"]')) return;
  await installMergeDriver(repository).catch(() => undefined);
}

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => "");
}
