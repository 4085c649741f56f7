import { join } from "node:path";
import { parseId } from "@chant/core";
import { ChantError, type ErrorCode } from "@chant/core/errors";
import type { ChantPaths } from "@chant/core/store";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";

export interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** A spec's file on its way into the archive, or out of it. */
export interface Move {
  readonly entry: SpecEntry;
  /** Absolute path. */
  readonly from: string;
  readonly to: string;
}

/** What goes together or not at all: a driver with its members. */
export type Unit = readonly Move[];

export interface Skipped {
  readonly spec_id: string;
  readonly why: ChantError;
}

/** What is to be moved, and what is not and why. */
export interface MovePlan {
  readonly units: readonly Unit[];
  readonly skipped: readonly Skipped[];
}

/** Where a spec belongs in the archive: in the folder of its id's day, or in `undated`. A compressed file stays one. */
export function archivePath({ archive }: ChantPaths, { id, path }: SpecEntry): string {
  return join(archive, parseId(id)?.date ?? "undated", `${id}.md${isCompressed(path) ? ".gz" : ""}`);
}

/** Whether a file holds its spec compressed. */
export function isCompressed(path: string): boolean {
  return path.endsWith(".gz");
}

interface Refusal {
  readonly fix: string;
  readonly code?: ErrorCode;
}

/** Why a spec stays where it is. */
export function refusal({ id }: SpecEntry, message: string, { fix, code = "STATE_TRANSITION" }: Refusal): ChantError {
  return new ChantError(code, message, { fix, details: { spec_id: id } });
}
