import {
  createGraph,
  readinessOf,
  resolveId,
  type GraphNode,
  type Readiness,
  type Spec,
  type SpecGraph,
  type Status,
} from "@chant/core";
import { readSpecs } from "@chant/core/store";
import type { Context } from "../kernel/context.ts";
import type { Place } from "../kernel/place.ts";
import { awaitsMerge, listLiveRecords, type RunRecord } from "./run-record.ts";

/** A spec as it stands: the file, with what is going on laid over it. */
export interface SpecEntry {
  readonly spec: Spec;
  /** Absolute path of the file. */
  readonly path: string;
  readonly archived: boolean;
  /** The stored status, or what its live run makes of it. */
  readonly status: Status;
  readonly run?: RunRecord;
  /** Nobody drives the run any more: `recover` settles it. */
  readonly cut_off?: boolean;
  /** Finished on its branch, and the branch is not merged. */
  readonly unmerged: boolean;
}

export interface SpecSet {
  readonly active: readonly SpecEntry[];
  readonly graph: SpecGraph;
  find(id: string): SpecEntry | undefined;
  readinessOf(id: string): Readiness;
}

/** Reads all specs once: active ones, and the archive where a dependency is not among them. */
export async function loadSpecs(project: Place): Promise<SpecSet> {
  const records = await listLiveRecords(project.runtime);
  const runs = new Map(records.map((record) => [record.spec_id, record]));
  const cutOff = await findCutOff(project, records);
  const files = readSpecs(project.paths.specs);
  const active = files.map(({ spec, path }) => {
    const entry = toEntry({ spec, path, run: runs.get(spec.id), archived: false });
    return cutOff.has(spec.id) ? { ...entry, cut_off: true } : entry;
  });
  const archived = needsArchive(active) ? loadArchive(project) : [];
  const byId = new Map([...archived, ...active].map((entry) => [entry.spec.id, entry]));
  const graph = createGraph([...byId.values()].map(toNode));
  return { active, graph, find: (id) => byId.get(id), readinessOf: (id) => readinessOf(id, graph) };
}

/** The specs whose run lost its process. Looking at processes is code of its own, which is rarely needed. */
async function findCutOff(project: Place, records: readonly RunRecord[]): Promise<ReadonlySet<string>> {
  if (records.length === 0) return new Set();
  const { isCutOff } = await import("./cut-off.ts");
  const cut = await Promise.all(
    records.map(async (record) => ((await isCutOff(project, record)) ? record.spec_id : "")),
  );
  return new Set(cut);
}

/** Reads the archived specs. */
export function loadArchive(project: Place): SpecEntry[] {
  const files = readSpecs(project.paths.archive);
  return files.map(({ spec, path }) => toEntry({ spec, path, run: undefined, archived: true }));
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
  if (exact !== undefined) return exact;
  const active = set.active.map((entry) => entry.spec.id);
  const archive = loadArchive(project);
  const archived = archive.map((entry) => entry.spec.id);
  const match = resolveId(query, { active, archived, today: localDate(context.now()), substring });
  if (match.notice !== undefined) context.report({ type: "notice", message: match.notice });
  const entries = match.archived ? archive : set.active;
  return entries.find((entry) => entry.spec.id === match.id) as SpecEntry;
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

interface Read {
  readonly spec: Spec;
  readonly path: string;
  readonly run: RunRecord | undefined;
  readonly archived: boolean;
}

function toEntry({ spec, path, run, archived }: Read): SpecEntry {
  const stored = spec.frontmatter.status;
  if (run === undefined) return { spec, path, archived, status: stored, unmerged: false };
  const unmerged = awaitsMerge(run);
  return { spec, path, archived, run, unmerged, status: unmerged ? "completed" : "in_progress" };
}

function toNode({ spec, status, archived, unmerged }: SpecEntry): GraphNode {
  const { type, depends_on, approval } = spec.frontmatter;
  return {
    id: spec.id,
    // Work that is not on the target branch satisfies nobody's dependency.
    status: unmerged ? "in_progress" : status,
    type,
    readable: spec.readable,
    archived,
    ...(depends_on === undefined ? {} : { depends_on }),
    ...(approval === undefined ? {} : { approval }),
  };
}

function needsArchive(active: readonly SpecEntry[]): boolean {
  const ids = new Set(active.map((entry) => entry.spec.id));
  return active.some((entry) => entry.spec.frontmatter.depends_on?.some((id) => !ids.has(id)) ?? false);
}
