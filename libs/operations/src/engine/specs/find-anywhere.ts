import type { Context } from "../../kernel/context.ts";
import type { Place } from "../../kernel/place.ts";
import { findNamedSpec, openSpecs, type NamedSpecs } from "./spec-neighbourhood.ts";
import type { SpecEntry } from "./spec-entry.ts";

export interface FoundSpec {
  readonly place: Place;
  readonly specs: NamedSpecs;
  readonly entry: SpecEntry;
  /** The repository's name with a colon; empty for a spec of this one. */
  readonly prefix: string;
}

/**
 * The spec that a full or short id names, here or, written `repo:id`, in a repository of the config. For reading only.
 * Throws INPUT_SPEC_NOT_FOUND, INPUT_SPEC_AMBIGUOUS, CONFIG_REPO_UNKNOWN, CONFIG_REPO_MISSING.
 */
export async function findSpecAnywhere(context: Context, query: string): Promise<FoundSpec> {
  const [, repo, id = query] = /^([A-Za-z0-9_-]+):(.+)$/.exec(query) ?? [];
  const place = repo === undefined ? await context.place() : await openRepoPlace(context, repo);
  const specs = await openSpecs(place);
  const entry = findNamedSpec(specs, context, id);
  return { place, specs, entry, prefix: repo === undefined ? "" : `${repo}:` };
}

async function openRepoPlace(context: Context, name: string): Promise<Place> {
  const { openRepoByName } = await import("./repos.ts");
  return (await openRepoByName(context, name)).place;
}
