import { join } from "node:path";
import { isMemberOf } from "@chant/core";
import type { SpecEntry } from "../specs/spec-entry.ts";
import { findSpec, loadArchive, loadSpecs, requireOneFile } from "../specs/specs.ts";
import { isCompressed, refusal, type MovePlan, type Where } from "./move.ts";
import { requireFreeCheckout } from "./objections.ts";

/**
 * What bringing a spec back from the archive would move: itself and its archived members. Throws STATE_TRANSITION,
 * STATE_LOCKED, INPUT_SPEC_NOT_FOUND, INPUT_SPEC_AMBIGUOUS.
 */
export async function planRestore(where: Where, query: string): Promise<MovePlan> {
  const { project } = where;
  const set = await loadSpecs(project);
  requireFreeCheckout(set.active);
  const entry = await findSpec({ ...where, set }, query);
  if (!entry.archived) throw refusal(entry, `${entry.id} is not archived.`, { fix: `chant show ${entry.id}` });
  const archive = loadArchive(project);
  const active = new Set(set.active.map(({ id }) => id));
  const members = archive.filter(({ id }) => isMemberOf(id, entry.id) && !active.has(id));
  const entries = [entry, ...members].map((one) => requireWhole(one, archive));
  return { units: [entries.map((one) => toMove(where, one))], skipped: [] };
}

function requireWhole(entry: SpecEntry, archive: readonly SpecEntry[]): SpecEntry {
  const { id, path, readable } = requireOneFile(
    entry,
    archive.filter((other) => other.id === entry.id),
  );
  if (readable || !isCompressed(path)) return entry;
  throw refusal(entry, `The compressed file of ${id} cannot be read.`, { fix: `gzip -t ${path}` });
}

function toMove({ project }: Where, entry: SpecEntry) {
  return { entry, from: entry.path, to: join(project.paths.specs, `${entry.id}.md`) };
}
