import { isUnfinished } from "@chant/core";
import type { SpecHeader } from "../facts.ts";

/** A root, a drive, a home folder, or a step upwards. A URL is no path. */
const outside = /^(?:[/\\~]|[A-Za-z]:(?:[/\\](?!\/)|$))|(?:^|[/\\])\.\.(?:[/\\]|$)/;

/** Whether a path leads out of the repository, or seems to. */
export function isOutside(path: string): boolean {
  return outside.test(path);
}

/** Whether an entry is no file: an older version kept derived values among them. */
export function isDerivedEntry(entry: string): boolean {
  return /^derived_[\w-]+=/.test(entry);
}

/** An entry of a header's list of files: `docs/a.md#setup` is its file and a heading of it. */
export interface NamedFile {
  readonly path: string;
  readonly anchor: string | undefined;
}

/**
 * The files of a list in the header that should be there: of a spec that is still to be worked, inside the repository. What
 * was there when a spec was completed may be gone.
 */
export function filesIn(spec: SpecHeader, key: "context" | "tracks" | "informed_by" | "origin"): readonly NamedFile[] {
  const entries = spec.frontmatter[key];
  if (entries === undefined || !isUnfinished(spec.frontmatter.status)) return [];
  return entries.filter((entry) => entry !== "" && !isOutside(entry) && !isDerivedEntry(entry)).map(parseNamedFile);
}

/** Takes an entry apart. */
export function parseNamedFile(entry: string): NamedFile {
  const at = entry.indexOf("#");
  return at === -1 ? { path: entry, anchor: undefined } : { path: entry.slice(0, at), anchor: entry.slice(at + 1) };
}

/** Whether an anchor names a heading: `#Error codes` and `#error-codes` both name "Error codes". */
export function isHeading(heading: string, anchor: string): boolean {
  return slug(heading) === slug(anchor);
}

function slug(text: string): string {
  const kept = text.toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, "");
  return kept.trim().replaceAll(/\s/g, "-");
}
