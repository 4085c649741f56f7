import { sortById, statuses } from "@chant/core";
import * as z from "zod";
import type { Context } from "../../kernel/context.ts";
import type { Place } from "../../kernel/place.ts";
import { matchesFilter, specFilter, type SpecFilter } from "./spec-filter.ts";
import { specRow, toSpecRow, type SpecRow } from "./spec-row.ts";
import { toEntry, type SpecEntry } from "./spec-entry.ts";
import { loadArchive, loadSpecs, type SpecSet } from "./specs.ts";

/** Fields of the input of every list that may look at other repositories. */
export const listScope = {
  global: z.boolean().default(false).describe("The specs of all repositories of the config"),
  repo: z.string().optional().describe("The specs of one repository: its name in the config, or its folder"),
  limit: z.int().min(1).optional().describe("Only the first so many"),
} as const;

/** Fields of the input of a list. */
export const listFilter = {
  ...specFilter,
  approval: z.enum(["pending", "approved", "rejected"]).optional().describe("Only this state of approval"),
  created_by: z.string().min(1).optional().describe("Only specs that this person added, by a part of name or address"),
  activity_since: z.string().optional().describe("Only specs changed or worked since then, such as 2h, 1d, 1w or 2mo"),
  mentions: z.string().min(1).optional().describe("Only specs whose approval discussion names this person"),
  all: z.boolean().default(false).describe("Archived and cancelled specs too"),
  main_only: z.boolean().default(false).describe("As the files say, without what is going on"),
  ...listScope,
} as const;

export type ListFilter = z.output<z.ZodObject<typeof listFilter>>;

/** What a list gives. */
export const listOutput = { specs: z.array(specRow), total: z.number(), unreadable: z.number() } as const;

export interface SpecList {
  readonly specs: SpecRow[];
  /** How many there are, beyond any limit. */
  readonly total: number;
  readonly unreadable: number;
}

export interface ListRequest extends ListFilter {
  readonly ready: boolean;
}

/**
 * The specs that pass a filter, here or in other repositories. Git, config and texts are read only for the filters that
 * need them. Throws CONFIG_REPO_UNKNOWN, CONFIG_REPO_MISSING, INPUT_INVALID.
 */
export async function listSpecs(request: ListRequest, context: Context): Promise<SpecList> {
  const rows = await (isElsewhere(request) ? rowsOfRepos(request, context) : rowsHere(request, context));
  const unreadable = rows.filter((row) => row.unreadable !== undefined).length;
  return { specs: rows.slice(0, request.limit), total: rows.length, unreadable };
}

function isElsewhere({ global, repo }: ListRequest): boolean {
  return global || repo !== undefined;
}

async function rowsHere(request: ListRequest, context: Context): Promise<SpecRow[]> {
  return rowsAt(await context.place(), request, context.now());
}

async function rowsAt(place: Place, request: ListRequest, now: Date): Promise<SpecRow[]> {
  const set = await loadSpecs(place);
  const entries = request.all ? withArchive(set.active, loadArchive(place)) : set.active;
  const rows = rowsOf({ set, entries, request });
  if (!asksHistory(request)) return rows;
  const { withPeople } = await import("./spec-people.ts");
  return withPeople(rows, { place, entries, request, now });
}

function withArchive(active: readonly SpecEntry[], archive: readonly SpecEntry[]): readonly SpecEntry[] {
  return sortById([...active, ...archive], ({ id }) => id);
}

async function rowsOfRepos(request: ListRequest, context: Context): Promise<SpecRow[]> {
  const { openRepos } = await import("./repos.ts");
  const found: SpecRow[] = [];
  for (const { name, path, place } of await openRepos(context, request)) {
    const prefixed = (id: string) => (name === undefined ? id : `${name}:${id}`);
    for (const row of await rowsAt(place, request, context.now())) found.push(inRepository(row, { path, prefixed }));
  }
  return found;
}

interface Elsewhere {
  readonly path: string;
  readonly prefixed: (id: string) => string;
}

/** A row with ids as they are written outside its repository. */
function inRepository(row: SpecRow, { path, prefixed }: Elsewhere): SpecRow {
  const { id, blocked_by, depends_on } = row;
  const outside = (other: string) => (other.includes(":") ? other : prefixed(other));
  const moved = { ...row, id: prefixed(id), blocked_by: blocked_by.map(outside), repository: path };
  return depends_on === undefined ? moved : { ...moved, depends_on: depends_on.map(outside) };
}

interface Source {
  readonly set: SpecSet;
  readonly entries: readonly SpecEntry[];
  readonly request: ListRequest;
}

function rowsOf({ set, entries, request }: Source): SpecRow[] {
  const { ready, approval, main_only } = request;
  const filter = toFilter(request);
  return entries
    .map((entry) => toSpecRow(set, main_only ? asStored(entry) : entry))
    .filter((row) => (!ready || row.ready) && (approval === undefined || row.approval === approval))
    .filter((row) => matchesFilter(filter, row));
}

function toFilter({ status, label, type, project, all }: ListRequest): SpecFilter {
  return { status: all && status.length === 0 ? [...statuses] : status, label, type, project };
}

/** A spec without what is laid over its file. */
function asStored({ header, archived }: SpecEntry): SpecEntry {
  return toEntry(header, { archived });
}

function asksHistory({ created_by, activity_since, mentions }: ListRequest): boolean {
  return [created_by, activity_since, mentions].some((asked) => asked !== undefined);
}
