import { isUtf8 } from "node:buffer";
import { parseId } from "../id/id.ts";
import type { Finding } from "../spec/finding.ts";
import { splitFrontmatter } from "../spec/frontmatter.ts";
import { parseSpec } from "../spec/parse.ts";
import type { Spec } from "../spec/spec.ts";
import { listSpecFiles, type SpecFile, type SpecFiles } from "./list-spec-files.ts";
import { readSpecBytes, textOf } from "./read-spec-bytes.ts";

export interface StoredSpec {
  readonly spec: Spec;
  /** Absolute path of the file. */
  readonly path: string;
}

/**
 * Reads every spec below a folder. A markdown file is a spec when its name is a spec id with a date, or a safe name and the
 * file has a frontmatter; any other is somebody's note. A file that cannot be read is a spec with a finding. A missing
 * folder has no specs.
 */
export function readSpecs(folder: string, files?: SpecFiles): StoredSpec[] {
  return listSpecFiles(folder, files).flatMap((file) => readSpecFile(file) ?? []);
}

/** Reads one of them; undefined for what is no spec, and for what is gone. */
export function readSpecFile({ id, path, link }: SpecFile): StoredSpec | undefined {
  try {
    const spec = toSpec(readSpecBytes(path), id);
    return spec === undefined ? undefined : { spec, path };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    const isGone = (code === "ENOENT" && !link) || code === "EISDIR";
    return isGone ? undefined : { spec: unreadable(id, message), path };
  }
}

function toSpec(bytes: Uint8Array, id: string): Spec | undefined {
  const text = textOf(bytes);
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
