import { findConflictMarkers } from "../spec/conflict-markers.ts";
import type { Hunk } from "./markers.ts";

/** A place where both sides changed the same thing differently. */
export interface MergeConflict {
  /** A field, the whole frontmatter, a part of the body, or the document as such. */
  readonly kind: "field" | "frontmatter" | "body" | "document";
  /** The field, for a field. */
  readonly field?: string;
  /** First and last line of the conflict in the merged text, from 1, its markers included. */
  readonly line?: number;
  readonly end_line?: number;
  readonly message: string;
  /** What each version has there; absent where it has nothing. */
  readonly base?: string;
  readonly ours?: string;
  readonly theirs?: string;
}

/** A conflict in a frontmatter that begins with the text. */
export function headerConflict(hunk: Hunk): MergeConflict {
  const { field } = hunk;
  if (field !== undefined) {
    const message = `Both sides changed ${field} differently; ours is in force.`;
    return { kind: "field", field, message, ...placed(hunk, 0) };
  }
  return { kind: "frontmatter", message: "A side's frontmatter is not valid YAML.", ...placed(hunk, 0) };
}

/** A conflict in a body that begins so many lines down. */
export function bodyConflict(hunk: Hunk, offset: number): MergeConflict {
  return { kind: "body", message: messageOf(hunk), ...placed(hunk, offset) };
}

function messageOf({ ours, theirs }: Hunk): string {
  if (ours === undefined) return "Our side removed what theirs changed.";
  if (theirs === undefined) return "Their side removed what ours changed.";
  return "Both sides changed this differently.";
}

function placed({ start, end, ...sides }: Hunk, offset: number) {
  return { line: offset + start + 1, end_line: offset + end + 1, ...present(sides) };
}

/** The sides that there are. */
export function present({ base, ours, theirs }: Pick<Hunk, "base" | "ours" | "theirs">) {
  return {
    ...(base === undefined ? {} : { base }),
    ...(ours === undefined ? {} : { ours }),
    ...(theirs === undefined ? {} : { theirs }),
  };
}

/** Conflicts that a side brought along: merged or not, somebody has to resolve them. */
export function unresolved(sides: Readonly<Record<"ours" | "theirs", string>>): MergeConflict[] {
  return (["ours", "theirs"] as const).flatMap((name): MergeConflict[] =>
    findConflictMarkers(sides[name]) === undefined
      ? []
      : [
          {
            kind: "document",
            message: `${name === "ours" ? "Our" : "Their"} side has conflicts that nobody resolved.`,
          },
        ],
  );
}
