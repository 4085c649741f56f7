import { isUtf8 } from "node:buffer";
import { readdirSync, readFileSync, type Dirent } from "node:fs";
import { sep } from "node:path";
import { isSpecId, parseId } from "../id/id.ts";
import type { Finding } from "../spec/finding.ts";
import { splitFrontmatter } from "../spec/frontmatter.ts";
import { parseSpec } from "../spec/parse.ts";
import type { Spec } from "../spec/spec.ts";

export interface StoredSpec {
  readonly spec: Spec;
  /** Absolute path of the file. */
  readonly path: string;
}

/** A file that is a spec by its name. */
export interface SpecFile {
  readonly id: string;
  /** Absolute path. */
  readonly path: string;
  /** Whether it is a link, which may lead nowhere. */
  readonly link: boolean;
}

/**
 * Reads every spec below a folder. A markdown file is a spec when its name is a spec id with a date, or a safe name and the
 * file has a frontmatter; any other is somebody's note. A file that cannot be read is a spec with a finding. A missing
 * folder has no specs.
 */
export function readSpecs(folder: string): StoredSpec[] {
  return listSpecFiles(folder).flatMap((file) => readSpecFile(file) ?? []);
}

/** The files below a folder that may be specs, unread. */
export function listSpecFiles(folder: string): SpecFile[] {
  const found: SpecFile[] = [];
  const folders = [folder];
  for (let open = folders.pop(); open !== undefined; open = folders.pop()) {
    for (const entry of entriesOf(open)) {
      const { name } = entry;
      if (entry.isDirectory()) folders.push(`${open}${sep}${name}`);
      else if (name.endsWith(".md")) addFile(found, { folder: open, name, link: entry.isSymbolicLink() });
    }
  }
  return found;
}

function addFile(found: SpecFile[], { folder, name, link }: { folder: string; name: string; link: boolean }): void {
  const id = name.slice(0, -".md".length);
  // The folder is clean already, and a folder of ten thousand files would join it as often.
  if (isOrdinary.test(id) || isSpecId(id)) found.push({ id, path: `${folder}${sep}${name}`, link });
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

/** Reads one of them; undefined for what is no spec, and for what is gone. */
export function readSpecFile({ id, path, link }: SpecFile): StoredSpec | undefined {
  try {
    // Reading a small file takes less time than handing it to another thread and back.
    const spec = toSpec(readFileSync(path), id);
    return spec === undefined ? undefined : { spec, path };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const isGone = (code === "ENOENT" && !link) || code === "EISDIR";
    return isGone ? undefined : { spec: unreadable(id, message), path };
  }
}

function toSpec(bytes: Buffer, id: string): Spec | undefined {
  const text = bytes.toString("utf8");
  if (parseId(id)?.date === undefined && !hasHeader(text)) return undefined;
  return isUtf8(bytes) ? parseSpec(text, { id }) : unreadable(id, "it is not UTF-8 text");
}

/** A spec in place of a file without usable text, so that it is listed and its id stays taken. */
function unreadable(id: string, why: string): Spec {
  const message = `The file cannot be read: ${why}.`;
  const finding: Finding = { rule: "parse", severity: "error", code: "IO_FAILED", message };
  return { ...parseSpec("", { id }), findings: [finding], readable: false };
}

function hasHeader(text: string): boolean {
  const { yaml, unclosed } = splitFrontmatter(text);
  return yaml !== undefined || unclosed;
}
