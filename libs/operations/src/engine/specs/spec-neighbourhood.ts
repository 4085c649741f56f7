import { createGraph, memberNumber, parentOf, readinessOf, resolveId, type Readiness } from "@chant/core";
import type { Context } from "../../kernel/context.ts";
import type { Place } from "../../kernel/place.ts";
import { openSpecFolder, type SpecFolder } from "./spec-folder.ts";
import { toEntry, toNode, type SpecEntry } from "./spec-entry.ts";
import { findForeign, localDate, readRuns, requireOneFile } from "./specs.ts";

/** The specs of a place, none of them read yet. */
export interface NamedSpecs {
  readonly place: Place;
  readonly active: SpecFolder;
  /** Listed when it is asked for. */
  archive(): SpecFolder;
}

/** One spec, with what is needed to tell how it stands: a few files are read for it, however many there are. */
export interface Neighbourhood {
  readonly entry: SpecEntry;
  /** Members at any depth, archived ones too. */
  readonly members: readonly SpecEntry[];
  /** Of the spec and its active members: what the whole set would say. */
  readinessOf(id: string): Readiness;
}

/** Lists the specs of a place by name. */
export async function openSpecs(place: Place): Promise<NamedSpecs> {
  const runs = await readRuns(place);
  const active = openSpecFolder(place.paths.specs, (header) => toEntry(header, runs.of(header.head.id)));
  let archive: SpecFolder | undefined;
  const openArchive = () =>
    openSpecFolder(place.paths.archive, (header) => toEntry(header, { archived: true }), { compressed: true });
  return { place, active, archive: () => (archive ??= openArchive()) };
}

/**
 * The spec that a full or short id names, the archive and a part of an id included: for reading only. Answers like
 * `findSpec`, from the names alone. Throws INPUT_SPEC_NOT_FOUND, INPUT_SPEC_AMBIGUOUS.
 */
export function findNamedSpec(specs: NamedSpecs, context: Context, query: string): SpecEntry {
  const exact = specs.active.pick([query]);
  if (exact[0] !== undefined) return requireOneFile(exact[0], exact);
  // Whatever the resolver tries, the id holds the query; member numbers may stand behind a random part that it leaves out.
  const [text = ""] = query.split(".");
  const [active, archived] = [specs.active.idsWith(text), specs.archive().idsWith(text)];
  const match = resolveId(query, { active, archived, today: localDate(context.now()), substring: true });
  const [entry] = (match.archived ? specs.archive() : specs.active).pick([match.id]);
  // A file that went away since its name was seen is not among the names any more.
  if (entry === undefined) return findNamedSpec(specs, context, query);
  if (match.notice !== undefined) context.report({ type: "notice", message: match.notice });
  return entry;
}

/** Reads what the readiness of a spec and of its members looks at: dependencies, drivers and earlier siblings. */
export async function loadNeighbourhood(specs: NamedSpecs, entry: SpecEntry): Promise<Neighbourhood> {
  const { place, active, archive } = specs;
  const members = active.membersOf(entry.id);
  const waiting = [...active.pick(driversOf(entry.id)), entry, ...members];
  const nodes = [...siblingsBefore(entry, active), ...waiting, ...waitedFor(specs, waiting)].map(toNode);
  const foreign = await findForeign(place, waiting);
  const graph = createGraph([...nodes, ...(foreign?.nodes ?? [])], foreign);
  const known = new Set(members.map(({ id }) => id));
  const archived = archive().membersOf(entry.id, (id) => !known.has(id));
  return { entry, members: [...members, ...archived], readinessOf: (id) => readinessOf(id, graph) };
}

function driversOf(id: string): string[] {
  const parent = parentOf(id);
  return parent === undefined ? [] : [parent, ...driversOf(parent)];
}

/** None where the order of siblings does not apply. */
function siblingsBefore({ id, depends_on }: SpecEntry, active: SpecFolder): SpecEntry[] {
  const parent = parentOf(id);
  const number = memberNumber(id);
  if (parent === undefined || number === undefined || depends_on !== undefined) return [];
  return active.membersOf(parent, (other) => parentOf(other) === parent && (memberNumber(other) ?? 0) < number);
}

/** What some depend on, of the archive where it is not active; of two archived files with one id the first counts. */
function waitedFor({ active, archive }: NamedSpecs, waiting: readonly SpecEntry[]): SpecEntry[] {
  const ids = waiting.flatMap(({ depends_on = [] }) => depends_on);
  if (ids.length === 0) return [];
  const found = active.pick(ids);
  const known = new Set(found.map(({ id }) => id));
  const missing = ids.filter((id) => !known.has(id));
  return [...found, ...(missing.length === 0 ? [] : archive().pick(missing).reverse())];
}
