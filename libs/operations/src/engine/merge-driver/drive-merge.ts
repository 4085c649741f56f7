import { readFileSync, writeFileSync } from "node:fs";
import { mergeSpecs, type MergeConflict } from "@chant/core";

/** What git gives a merge driver: %O %A %B %L %P. */
export interface DriverFiles {
  /** The common ancestor's version; an empty file where both sides added it. */
  readonly base: string;
  /** Ours; the merge is written over it. */
  readonly ours: string;
  readonly theirs: string;
  readonly marker_size?: number | undefined;
}

/**
 * Merges three files as git asks its merge drivers to, and gives what could not be merged; the lines in question are marked.
 * Throws where a file cannot be read or is not UTF-8; then nothing is written, and the caller must leave the merge to git.
 */
export function driveMerge({ base, ours, theirs, marker_size }: DriverFiles): readonly MergeConflict[] {
  const sides = { base: read(base) || undefined, ours: read(ours), theirs: read(theirs) };
  const merged = mergeSpecs({ ...sides, ...(marker_size !== undefined && { markers: { size: marker_size } }) });
  if (merged.text !== sides.ours) writeFileSync(ours, merged.text);
  return merged.conflicts;
}

/** Bytes that are no text would not come back as they were. */
function read(file: string): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
}
