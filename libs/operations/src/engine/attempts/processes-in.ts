import { readdir, readlink } from "node:fs/promises";

/** The processes that stand in a folder or below, where the system tells: on Linux, and those of the same user. */
export async function processesIn(folder: string): Promise<number[]> {
  const names = await readdir("/proc").catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name));
  const standing = await Promise.all(
    pids.map(async (pid) => {
      const at = await readlink(`/proc/${pid}/cwd`).catch(() => "");
      return at === folder || at.startsWith(`${folder}/`);
    }),
  );
  return pids.filter((_, index) => standing[index]).map(Number);
}
