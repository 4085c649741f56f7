import { dirname } from "node:path";
import { isMemberOf, isUnfinished } from "@chant/core";
import type { ChantError } from "@chant/core/errors";
import type { SpecEntry } from "../specs/spec-entry.ts";
import { findSpec, loadArchive, loadSpecs } from "../specs/specs.ts";
import { findLostWork } from "./lost-work.ts";
import { archivePath, refusal, type MovePlan, type Skipped, type Unit, type Where } from "./move.ts";
import {
  activeDriverOf,
  findDriverObjection,
  findObjection,
  requireFreeCheckout,
  type Leave,
  type Surroundings,
} from "./objections.ts";

export interface ArchiveRequest extends Leave {
  /** Full or short; without it everything that is finished. */
  readonly id: string | undefined;
  /** Without an id: only what was completed before. */
  readonly before: Date | undefined;
}

/**
 * What an archiving would move, and what it would leave and why; changes nothing. Throws what is said against a spec that
 * was named, INPUT_SPEC_NOT_FOUND, INPUT_SPEC_AMBIGUOUS, STATE_LOCKED.
 */
export async function planArchive(where: Where, request: ArchiveRequest): Promise<MovePlan> {
  const set = await loadSpecs(where.project);
  requireFreeCheckout(set.active);
  const archive = loadArchive(where.project);
  const around = { ...where, ...request, active: groupById(set.active), archived: groupById(archive) };
  if (request.id === undefined) return planAll(around, { before: request.before, active: set.active, archive });
  const named = candidateOf(around, await findSpec({ ...where, set }, request.id));
  const plan = await judgeUnits(around, [named]);
  const [refused] = plan.skipped;
  if (refused !== undefined) throw refused.why;
  return plan;
}

function groupById(entries: readonly SpecEntry[]): Map<string, SpecEntry[]> {
  const byId = new Map<string, SpecEntry[]>();
  for (const entry of entries) byId.set(entry.id, [...(byId.get(entry.id) ?? []), entry]);
  return byId;
}

/** Specs that go together, and what is said against it so far. */
interface Candidate {
  readonly entries: readonly SpecEntry[];
  readonly why?: ChantError | undefined;
}

/** Throws STATE_TRANSITION for one that is archived, and lies where it belongs. */
function candidateOf(around: Surroundings, entry: SpecEntry): Candidate {
  if (!entry.archived) return { ...withMembers(around, entry), why: findDriverObjection(around, entry) };
  if (isFlat(around, entry)) return { entries: [entry] };
  throw refusal(entry, `${entry.id} is archived already.`, { fix: `chant show ${entry.id}` });
}

function withMembers({ active }: Surroundings, driver: SpecEntry): Candidate {
  const members = [...active.values()].flat().filter(({ id }) => isMemberOf(id, driver.id));
  return { entries: [driver, ...members] };
}

interface All {
  readonly before: Date | undefined;
  readonly active: readonly SpecEntry[];
  readonly archive: readonly SpecEntry[];
}

/** Finished specs, members with their driver, and archived files that an older version left without a folder. */
async function planAll(around: Surroundings, { before, active, archive }: All): Promise<MovePlan> {
  const roots = active.filter((entry) => isWanted(around, entry) && activeDriverOf(around, entry.id) === undefined);
  const units = groupByRoot(around, roots);
  const aged = units.flatMap((unit) => ageOf(unit, before));
  const flat = archive.filter((entry) => isFlat(around, entry) && !around.active.has(entry.id));
  return judgeUnits(around, [...aged, ...flat.map((entry) => ({ entries: [entry] }))]);
}

function isWanted({ allow_non_completed }: Leave, { status }: SpecEntry): boolean {
  return allow_non_completed || !isUnfinished(status);
}

/** Every root with its members: one look at each spec, however many roots there are. */
function groupByRoot(around: Surroundings, roots: readonly SpecEntry[]): Candidate[] {
  const units = new Map(roots.map((root) => [root.id, [root]]));
  for (const entry of [...around.active.values()].flat()) {
    const root = rootOf(around, entry);
    if (root !== entry.id) units.get(root)?.push(entry);
  }
  return [...units.values()].map((entries) => ({ entries }));
}

function rootOf(around: Surroundings, { id }: SpecEntry): string {
  let root = id;
  for (let driver = activeDriverOf(around, id); driver !== undefined; driver = activeDriverOf(around, root))
    root = driver.id;
  return root;
}

/** None where it is too young; with an objection where it does not say how old it is. */
function ageOf(candidate: Candidate, before: Date | undefined): Candidate[] {
  const [root] = candidate.entries as readonly [SpecEntry];
  if (before === undefined) return [candidate];
  const at = new Date(root.completed_at ?? "");
  if (!Number.isNaN(at.getTime())) return at < before ? [candidate] : [];
  const message = `${root.id} does not say when it was completed.`;
  return [{ ...candidate, why: refusal(root, message, { fix: `chant archive ${root.id}` }) }];
}

/** Earlier versions had no folders in the archive. */
function isFlat({ project }: Surroundings, { path }: SpecEntry): boolean {
  return dirname(path) === project.paths.archive;
}

/** What is cheap to tell is told first: git is asked about what is left. */
async function judgeUnits(around: Surroundings, candidates: readonly Candidate[]): Promise<MovePlan> {
  const judged = await Promise.all(
    candidates.map(async (one) => ({ ...one, why: one.why ?? (await firstObjection(around, one)) })),
  );
  const open = judged.flatMap(({ entries, why }) => (why === undefined ? entries : []));
  const lost = around.skip_checks ? new Map<string, ChantError>() : await findLostWork(around, open);
  const [units, skipped]: [Unit[], Skipped[]] = [[], []];
  for (const { entries, why: said } of judged) {
    const why = said ?? entries.map(({ id }) => lost.get(id)).find((one) => one !== undefined);
    if (why === undefined) units.push(entries.map((entry) => toMove(around, entry)));
    else skipped.push({ spec_id: entries[0]?.id ?? "", why });
  }
  return { units, skipped };
}

async function firstObjection(around: Surroundings, { entries }: Candidate): Promise<ChantError | undefined> {
  for (const entry of entries) {
    const why = await findObjection(around, entry);
    if (why !== undefined) return why;
  }
  return undefined;
}

function toMove({ project }: Where, entry: SpecEntry) {
  return { entry, from: entry.path, to: archivePath(project.paths, entry) };
}
