import { readdirSync, type Dirent } from "node:fs";
import { sep } from "node:path";
import { isSpecId } from "../id/id.ts";

/** A file that is a spec by its name. */
export interface SpecFile {
  readonly id: string;
  /** Absolute path. */
  readonly path: string;
  /** Whether it is a link, which may lead nowhere. */
  readonly link: boolean;
}

export interface SpecFiles {
  /** Also `<id>.md.gz`, which nothing but an archive holds. */
  readonly compressed?: boolean;
}

/** The files below a folder that may be specs, unread. */
export function listSpecFiles(folder: string, { compressed = false }: SpecFiles = {}): SpecFile[] {
  const found: SpecFile[] = [];
  const folders = [folder];
  for (let open = folders.pop(); open !== undefined; open = folders.pop()) {
    for (const entry of entriesOf(open)) {
      const { name } = entry;
      if (entry.isDirectory()) folders.push(`${open}${sep}${name}`);
      else if (name.endsWith(".md") || (compressed && name.endsWith(".md.gz")))
        addFile(found, { folder: open, name, link: entry.isSymbolicLink() });
    }
  }
  return found;
}

function addFile(found: SpecFile[], { folder, name, link }: { folder: string; name: string; link: boolean }): void {
  const id = specIdOf(name);
  // The folder is clean already, and a folder of ten thousand files would join it as often.
  if (isOrdinary.test(id) || isSpecId(id)) found.push({ id, path: `${folder}${sep}${name}`, link });
}

/** The id that a spec's file is named by, of its path or its name. */
export function specIdOf(path: string): string {
  return path.slice(path.lastIndexOf(sep) + 1, path.lastIndexOf(".md"));
}

/** What nearly all ids are, told at once. */
const isOrdinary = /^\d{4}-\d\d-\d\d-[0-9a-z]{3}-[0-9a-z]{3}$/;

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
