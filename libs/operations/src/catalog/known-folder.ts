import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { stateOf, toStamp } from "../kernel/stamp.ts";

interface Names {
  /** Which snapshot the names are of. */
  readonly generation: string;
  /** Where it is remembered that a folder has these names and no others. */
  readonly file: string;
  names(): ReadonlyMap<string, unknown>;
}

/**
 * Whether a folder has no names but those of a snapshot: the usual case, told without asking what each of them is, and where
 * it was so before, by the folder's own times.
 */
export function hasOnlyKnown(folder: string, { generation, file, names }: Names): boolean {
  // Looked at first: a name that comes later is seen by the next who looks.
  const state = stateOf(folder, true);
  const now = state && `${generation} ${toStamp(state).join(" ")}`;
  if (now !== undefined && now === readRemembered(file)) return true;
  const known = names();
  const hasOnly = readdirSync(folder).every((name) => known.has(name));
  if (hasOnly && now !== undefined) remember(file, now);
  return hasOnly;
}

function readRemembered(file: string): string | undefined {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return undefined;
  }
}

/** One that is cut off says nothing, and is written again. */
function remember(file: string, state: string): void {
  try {
    writeFileSync(file, state, "latin1");
  } catch {
    // It is as fast as the names are read, then.
  }
}
