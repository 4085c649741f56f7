import { existsSync } from "node:fs";
import { join } from "node:path";
import type { globSync } from "tinyglobby";

export const globOptions = { followSymbolicLinks: false, ignore: ["**/node_modules/**", "**/.git/**"] };

/** Whether a path is a pattern. */
export function isGlob(path: string): boolean {
  return /[*?[{]/.test(path);
}

/** Finds files by patterns; loaded only where somebody uses one. */
export type Glob = typeof globSync;

/**
 * Answers whether a path or glob names something; each is looked up once, for thousands of specs name the same few. Where
 * there is nothing to find patterns with yet, a glob names nothing for now.
 */
export function createExists(root: string, getGlob: () => Glob | undefined): (path: string) => boolean {
  const known = new Map<string, boolean>();
  const look = (path: string): boolean | undefined => {
    if (existsSync(join(root, path))) return true;
    if (!isGlob(path)) return false;
    const glob = getGlob();
    return glob && glob([path], { cwd: root, ...globOptions }).length > 0;
  };
  return (path) => {
    const found = known.get(path) ?? look(path);
    if (found !== undefined) known.set(path, found);
    return found ?? false;
  };
}
