import { ChantError } from "@chant/core/errors";
import { rm } from "node:fs/promises";
import { join, relative } from "node:path";
import { createGraph, readinessOf, resolveId, type GraphNode, type Readiness, type SpecGraph } from "@chant/core";
import { readHeaders, type Base } from "../../catalog/headers.ts";
import type { Context } from "../../kernel/context.ts";
import type { Place } from "../../kernel/place.ts";
import { toEntry, toNode, isElsewhere, type Around, type SpecEntry } from "./spec-entry.ts";
import type { ForeignSpecs } from "./foreign-specs.ts";
import { readLiveRecords, type DamagedRecord } from "../run/live-records.ts";
import type { RunRecord } from "../run/run-record.ts";

export interface SpecSet {
  /** In the order of their ids. */
  readonly active: readonly SpecEntry[];
  readonly graph: SpecGraph;
  /** How the active ones differ from what is remembered of them. */
  readonly base: Base;
  find(id: string): SpecEntry | undefined;
  readinessOf(id: string): Readiness;
}

/** Reads all specs once: active ones, and the archive where a dependency is not among them. */
export async function loadSpecs(project: Place): Promise<SpecSet> {
  const runs = await readRuns(project);
  const { headers, base } = readHeaders(project.paths.specs, snapshotsOf(project).specs);
  const active = headers.map((header) => toEntry(header, runs.of(header.head.id)));
  const byId = new Map(active.map((entry) => [entry.id, entry]));
  const archived = active.some((entry) => dependsOutside(entry, byId)) ? loadArchive(project) : none;
  for (const entry of archived) if (!byId.has(entry.id)) byId.set(entry.id, entry);
  const foreign = archived === none ? undefined : await findForeign(project, active);
  const graph = createGraph(withForeign(byId, foreign), foreign);
  return { active, graph, base, find: (id) => byId.get(id), readinessOf: (id) => readinessOf(id, graph) };
}

const none: readonly SpecEntry[] = [];

/** The nodes of a graph. Of ten thousand entries another map is made only where they are not the nodes. */
function withForeign(
  entries: ReadonlyMap<string, SpecEntry>,
  foreign: ForeignSpecs | undefined,
): ReadonlyMap<string, GraphNode> | GraphNode[] {
  const all = [...entries.values()];
  if (foreign === undefined && !all.some(isElsewhere)) return entries;
  return [...all.map(toNode), ...(foreign?.nodes ?? [])];
}

/** The specs of other repositories that some depend on. Config and those repositories are read only then. */
export async function findForeign(project: Place, active: readonly SpecEntry[]): Promise<ForeignSpecs | undefined> {
  const named = active.flatMap(({ depends_on = [] }) => depends_on.filter((id) => id.includes(":")));
  if (named.length === 0 || project.repos === undefined) return undefined;
  const [{ loadForeign }, repos] = await Promise.all([import("./foreign-specs.ts"), project.repos()]);
  const load = async (place: Place) => ({
    graph: (await loadSpecs(place)).graph,
    archive: () => loadArchive(place),
  });
  return loadForeign({ repos, ids: named, load });
}

export interface Runs {
  /** What is going on with an active spec. */
  of(id: string): Around;
}

/** Reads what is going on with specs, and warns of what cannot be read. */
export async function readRuns(place: Place): Promise<Runs> {
  const { records, damaged } = await readLiveRecords(place.runtime);
  for (const one of damaged) place.warn?.(damageOf(place, one));
  const runs = new Map(records.map((record) => [record.spec_id, record]));
  const unread = new Set(damaged.map(({ spec_id }) => spec_id));
  const cutOff = await findCutOff(place, [...records, ...damaged]);
  return { of: (id) => ({ run: runs.get(id), cut_off: cutOff.has(id), damaged: unread.has(id), archived: false }) };
}

function damageOf({ runtime }: Place, { path, why }: DamagedRecord): string {
  return `The run record ${relative(runtime.root, path)} cannot be read: ${why}. chant recover settles what it can.`;
}

/** The specs whose run lost its process. Looking at processes is code of its own, which is rarely needed. */
async function findCutOff(
  project: Place,
  records: readonly (RunRecord | DamagedRecord)[],
): Promise<ReadonlySet<string>> {
  if (records.length === 0) return new Set();
  const { isCutOff } = await import("../control/cut-off.ts");
  const cut = await Promise.all(
    records.map(async (record) => ((await isCutOff(project, record)) ? record.spec_id : "")),
  );
  return new Set(cut);
}

/** The files that remember the headers of the active and of the archived specs. */
function snapshotsOf({ paths }: Place): { specs: string; archive: string } {
  return { specs: join(paths.store, "specs.snapshot"), archive: join(paths.store, "archive.snapshot") };
}

/** Forgets what is remembered of the specs, so that each is read anew; a folder that cannot be written keeps it. */
export async function forgetSpecs(place: Place): Promise<void> {
  const files = Object.values(snapshotsOf(place));
  await Promise.all(files.map((file) => rm(file, { force: true }).catch(() => undefined)));
}

/** How a spec stands that others name, in another repository too; `missing` where there is none. */
export function statusOf(set: SpecSet, id: string): string {
  return set.find(id)?.status ?? set.graph.get(id)?.status ?? "missing";
}

/** Reads the archived specs. */
export function loadArchive(project: Place): SpecEntry[] {
  return readArchive(project).entries;
}

/** Reads the archived specs, and how they differ from what is remembered of them. */
export function readArchive(place: Place): { entries: SpecEntry[]; base: Base } {
  const { headers, base } = readHeaders(place.paths.archive, snapshotsOf(place).archive, { compressed: true });
  return { entries: headers.map((header) => toEntry(header, { archived: true })), base };
}

/**
 * The spec that a full or short id names, the archive included. Throws INPUT_SPEC_NOT_FOUND, INPUT_SPEC_AMBIGUOUS.
 * Only reading operations may pass `substring`.
 */
export async function findSpec(
  request: {
    readonly project: Place;
    readonly context: Context;
    readonly set: SpecSet;
    readonly substring?: boolean;
  },
  query: string,
): Promise<SpecEntry> {
  const { project, context, set, substring = false } = request;
  const exact = set.find(query);
  const claiming = exact === undefined ? [] : set.active.filter(({ id }) => id === exact.id);
  if (exact !== undefined) return requireOneFile(exact, claiming);
  const active = set.active.map((entry) => entry.id);
  const archive = loadArchive(project);
  const archived = archive.map((entry) => entry.id);
  const match = resolveId(query, { active, archived, today: localDate(context.now()), substring });
  if (match.notice !== undefined) context.report({ type: "notice", message: match.notice });
  const entries = match.archived ? archive : set.active;
  return entries.find((entry) => entry.id === match.id) as SpecEntry;
}

/** Two files with one id are two specs that nobody can tell apart. Throws INPUT_SPEC_AMBIGUOUS. */
export function requireOneFile(entry: SpecEntry, claiming: readonly SpecEntry[]): SpecEntry {
  if (claiming.length < 2) return entry;
  const paths = claiming.map(({ path }) => path);
  const message = `${entry.id} is the id of ${paths.length} files: ${paths.join(", ")}.`;
  throw new ChantError("INPUT_SPEC_AMBIGUOUS", message, { fix: "chant lint", details: { paths } });
}

/** The local calendar date, as spec ids carry it. */
export function localDate(now: Date): string {
  const part = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${part(now.getMonth() + 1)}-${part(now.getDate())}`;
}

/** A time as files carry it: UTC, whole seconds. */
export function timestamp(now: Date): string {
  return `${now.toISOString().slice(0, 19)}Z`;
}

function dependsOutside({ depends_on }: SpecEntry, specs: ReadonlyMap<string, SpecEntry>): boolean {
  return depends_on?.some((id) => !specs.has(id)) ?? false;
}
