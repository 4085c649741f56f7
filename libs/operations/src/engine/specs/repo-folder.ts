import { stat } from "node:fs/promises";
import { join } from "node:path";

const expected = [
  ["missing_path", "."],
  ["missing_chant", ".chant"],
  ["missing_specs", ".chant/specs"],
] as const;

export type Missing = (typeof expected)[number][0];

/** What a folder lacks to be a repository with specs; undefined when it lacks nothing. */
export async function findMissing(path: string): Promise<Missing | undefined> {
  for (const [missing, below] of expected) if (!(await isFolder(join(path, below)))) return missing;
  return undefined;
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
}
