import { driveMerge } from "@chant/operations/merge-driver";

const notMerged = 2;

/**
 * `chant merge-driver %O %A %B %L %P` as git calls it, without all that other commands load. Gives 0 for a clean merge, 1
 * where the file has conflicts marked, and 2 for everything else: then git's own merge takes over, and nothing is hidden.
 */
export function callMergeDriver([base = "", ours = "", theirs = "", size, path = ours]: readonly string[]): number {
  try {
    const conflicts = driveMerge({ base, ours, theirs, ...markerSize(size) });
    for (const { message } of conflicts) process.stderr.write(`${path}: ${message}\n`);
    return conflicts.length > 0 ? 1 : 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`chant merge-driver: ${path} is left to git: ${message}\n`);
    return notMerged;
  }
}

function markerSize(size: string | undefined): { readonly marker_size?: number } {
  return size !== undefined && /^\d{1,3}$/.test(size) ? { marker_size: Number(size) } : {};
}
