import { access, constants, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { ChantError } from "@chant/core/errors";
import type { Project } from "../../kernel/project.ts";

const neededBytes = 4 * 1024 * 1024;

/** Refuses to start where a run could not record what it does. Throws IO_DISK_FULL, IO_READ_ONLY. */
export async function requireSpace(project: Project): Promise<void> {
  const folders = [project.runtime.dir, project.paths.specs, await nearestExisting(await project.stateDir())];
  await Promise.all(folders.map(requireFolder));
}

async function requireFolder(folder: string): Promise<void> {
  await access(folder, constants.W_OK).catch((error: NodeJS.ErrnoException) => {
    const message = `${folder} cannot be written (${error.code ?? error.message}).`;
    throw new ChantError("IO_READ_ONLY", message, { fix: `ls -ld ${folder}`, details: { path: folder }, cause: error });
  });
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= neededBytes) return;
  const message = `There are only ${Math.floor((bavail * bsize) / 1024)} KiB left for ${folder}.`;
  throw new ChantError("IO_DISK_FULL", message, { fix: `df -h ${folder}`, details: { path: folder } });
}

async function nearestExisting(folder: string): Promise<string> {
  const found = await access(folder).then(
    () => true,
    () => false,
  );
  return found ? folder : nearestExisting(dirname(folder));
}
