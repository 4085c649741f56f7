import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { isSpecId, parseId } from "../id/id.ts";
import { splitFrontmatter } from "../spec/frontmatter.ts";
import { parseSpec } from "../spec/parse.ts";
import type { Spec } from "../spec/spec.ts";

export interface StoredSpec {
  readonly spec: Spec;
  /** Absolute path of the file. */
  readonly path: string;
}

/**
 * Reads every spec below a folder. A markdown file is a spec when its name is a spec id with a date, or a safe name and the
 * file has a frontmatter; any other is somebody's note. A missing folder has no specs.
 */
export async function readSpecs(folder: string): Promise<StoredSpec[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    },
  );
  const paths = entries
    .filter((entry) => !entry.isDirectory() && entry.name.endsWith(".md"))
    .map((entry) => join(entry.parentPath, entry.name));
  const specs = await Promise.all(paths.map(readSpec));
  return specs.filter((spec) => spec !== undefined);
}

async function readSpec(path: string): Promise<StoredSpec | undefined> {
  const id = basename(path, ".md");
  if (!isSpecId(id)) return undefined;
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text === undefined || (parseId(id)?.date === undefined && !hasHeader(text))) return undefined;
  return { spec: parseSpec(text, { id }), path };
}

function hasHeader(text: string): boolean {
  const { yaml, unclosed } = splitFrontmatter(text);
  return yaml !== undefined || unclosed;
}
