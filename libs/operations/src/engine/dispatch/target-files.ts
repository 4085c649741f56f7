import type { SpecEntry } from "../specs/spec-entry.ts";

/** Whether two specs say that they change the same file, or one a folder that the other's file is in. */
export function overlaps(one: SpecEntry, other: SpecEntry): boolean {
  const files = filesOf(other);
  return filesOf(one).some((file) => files.some((second) => isWithin(file, second) || isWithin(second, file)));
}

function filesOf(entry: SpecEntry): string[] {
  const { target_files: files = [] } = entry.spec().frontmatter;
  return files.map((file) => file.replace(/^\.\//, "").replace(/\/$/, ""));
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
