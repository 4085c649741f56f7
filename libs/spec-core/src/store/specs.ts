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
  return entriesOf(folder)
    .filter((entry) => !entry.isDirectory() && entry.name.endsWith(".md"))
    .map((entry) => ({
      id: entry.name.slice(0, -".md".length),
      // Both parts are clean already, and a folder of ten thousand files has ten thousand of them.
      path: `${entry.parentPath}${sep}${entry.name}`,
      link: entry.isSymbolicLink(),
    }))
    .filter((file) => isSpecId(file.id));
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
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
