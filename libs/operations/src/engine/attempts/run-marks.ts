import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Repository } from "@chant/git";
import { runMarker } from "../../kernel/place.ts";

/**
 * The runs that worktrees were made for, by the worktrees' paths, also where the folder is gone. A worktree that is not
 * among them is somebody else's. No git process.
 */
export async function readRunMarks({ commonDir }: Repository): Promise<ReadonlyMap<string, string>> {
  const folder = join(commonDir, "worktrees");
  const names = await readdir(folder).catch(() => []);
  const marks = await Promise.all(names.map((name) => readMark(join(folder, name))));
  return new Map(marks.filter((mark) => mark !== undefined));
}

async function readMark(gitDir: string): Promise<[string, string] | undefined> {
  const [dotGit, processId] = await Promise.all(
    ["gitdir", runMarker].map((name) => readFile(join(gitDir, name), "utf8").catch(() => undefined)),
  );
  return dotGit === undefined || processId === undefined ? undefined : [dirname(dotGit.trim()), processId.trim()];
}

/** The spec and the attempt that a process id names. */
export function partsOf(processId: string): { readonly spec_id: string; readonly attempt: number } {
  const at = processId.lastIndexOf("-");
  return { spec_id: processId.slice(0, at), attempt: Number(processId.slice(at + 1)) };
}
