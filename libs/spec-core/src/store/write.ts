import { link, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ChantError } from "../errors/chant-error.ts";
import type { ErrorCode } from "../errors/codes.ts";

/**
 * Writes a file so that readers see the old text or the new one, never a mix, and so that it survives a power cut. A link
 * stays a link and the mode is kept. Throws IO_DISK_FULL, IO_READ_ONLY, IO_FAILED.
 */
export async function writeFileDurably(
  path: string,
  text: string,
  options: { readonly mode?: number } = {},
): Promise<void> {
  // Loaded when something is written: most commands write nothing.
  const { default: writeFileAtomic } = await import("write-file-atomic");
  try {
    const [target, existing] = await Promise.all([realpath(path).catch(() => path), stat(path).catch(() => undefined)]);
    const mode = existing?.mode ?? options.mode;
    await writeFileAtomic(target, text, mode === undefined ? {} : { mode: mode & 0o7777 });
    await syncFolder(dirname(target));
  } catch (error) {
    throw ioError(path, error);
  }
}

/**
 * Adds text at the end of a file of the user's, which is made where there is none, and changes nothing else of it. What
 * cannot be written whole is taken back. Throws IO_DISK_FULL, IO_READ_ONLY, IO_FAILED.
 */
export async function appendDurably(path: string, text: string): Promise<void> {
  try {
    const made = await open(path, "ax").catch(ifTaken);
    const file = made ?? (await open(path, "a"));
    const { size } = await file.stat();
    try {
      await file.appendFile(text);
      await file.sync();
    } catch (error) {
      await (made === undefined ? file.truncate(size) : rm(path));
      throw error;
    } finally {
      await file.close();
    }
    await syncFolder(dirname(path));
  } catch (error) {
    throw ioError(path, error);
  }
}

function ifTaken(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "EEXIST") throw error;
}

/** The same for a file that is chant's own: there is no link, owner or mode of the user's to keep. */
export async function replaceOwnFile(path: string, text: string): Promise<void> {
  const temporary = temporaryName(path);
  try {
    await writeSynced(temporary, text, 0o600);
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw ioError(path, error);
  }
}

/**
 * Creates a file with its content at once, or gives false when the name is taken. Throws IO_DISK_FULL, IO_READ_ONLY,
 * IO_FAILED.
 */
export async function createFileExclusively(path: string, content: string | Uint8Array): Promise<boolean> {
  const temporary = temporaryName(path);
  try {
    await writeSynced(temporary, content, 0o666);
    await link(temporary, path);
    await syncFolder(dirname(path));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw ioError(path, error);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

function temporaryName(path: string): string {
  return join(dirname(path), `.${basename(path)}.${crypto.randomUUID()}.tmp`);
}

async function writeSynced(path: string, content: string | Uint8Array, mode: number): Promise<void> {
  const file = await open(path, "wx", mode);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the names in a folder survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const codes: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: "IO_DISK_FULL",
  EDQUOT: "IO_DISK_FULL",
  EROFS: "IO_READ_ONLY",
  EACCES: "IO_READ_ONLY",
  EPERM: "IO_READ_ONLY",
};

/** The error of a failed file operation, with the path at fault; anything else is a bug and stays as it is. */
export function ioError(path: string, error: unknown, wanted = "written"): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const known = codes[code] ?? "IO_FAILED";
  const fix = known === "IO_DISK_FULL" ? `df -h ${dirname(path)}` : `ls -ld ${dirname(path)}`;
  return new ChantError(known, `${path} could not be ${wanted}: ${message}.`, {
    fix,
    details: { path, errno: code },
    cause: error,
  });
}
