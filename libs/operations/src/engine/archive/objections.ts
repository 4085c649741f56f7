import { lstat } from "node:fs/promises";
import { relative } from "node:path";
import { isUnfinished, parentOf } from "@chant/core";
import { isChantError, type ChantError } from "@chant/core/errors";
import { readSpecBytes } from "@chant/core/store";
import type { SpecEntry } from "../specs/spec-entry.ts";
import { requireOneFile } from "../specs/specs.ts";
import { archivePath, refusal, type Where } from "./move.ts";

/** What may be archived although something is said against it. */
export interface Leave {
  /** Specs that are neither completed nor cancelled. */
  readonly allow_non_completed: boolean;
  /** Members of an unfinished driver, and what looks as if its work were not where it belongs. */
  readonly skip_checks: boolean;
}

/** The specs around one, which some objections look at. */
export interface Surroundings extends Where, Leave {
  /** Active specs by id; several where several files claim it. */
  readonly active: ReadonlyMap<string, readonly SpecEntry[]>;
  /** Archived ones. */
  readonly archived: ReadonlyMap<string, readonly SpecEntry[]>;
}

/**
 * Why a spec cannot go where it belongs in the archive, by what its file and its run say; undefined where it can. What is
 * archived already is only looked at for its place.
 */
export async function findObjection(around: Surroundings, entry: SpecEntry): Promise<ChantError | undefined> {
  const said = entry.archived
    ? undefined
    : (whyBusy(entry) ?? whyUnfinished(around, entry) ?? whyClaimed(around, entry));
  return said ?? (await whyTaken(around, entry)) ?? (await whyLinked(entry));
}

/** An agent that works in the checkout itself would be taken for whoever moved specs there. Throws STATE_LOCKED. */
export function requireFreeCheckout(active: readonly SpecEntry[]): void {
  const busy = active.find(({ run, unmerged }) => run?.in_place === true && !unmerged);
  if (busy === undefined) return;
  const fix = busy.cut_off ? "chant recover" : `chant log ${busy.id}`;
  throw refusal(busy, `A run of ${busy.id} works in this checkout: no other spec moves meanwhile.`, {
    fix,
    code: "STATE_LOCKED",
  });
}

/** Nothing allows these: somebody is at it, or nobody can say. */
function whyBusy(entry: SpecEntry): ChantError | undefined {
  const { id, readable, damaged, run, cut_off, unmerged } = entry;
  if (!readable) return refusal(entry, `The header of ${id} cannot be read.`, { fix: `chant lint ${id}` });
  if (unmerged) {
    const message = `${id} is completed on ${run?.branch}, which chant has not merged.`;
    return refusal(entry, message, { fix: `chant merge ${id}` });
  }
  if (damaged || cut_off) {
    const message = damaged ? `The record of the run of ${id} cannot be read.` : `A run of ${id} was cut off.`;
    return refusal(entry, message, { fix: "chant recover", code: "STATE_RUN_UNFINISHED" });
  }
  if (run === undefined) return undefined;
  return refusal(entry, `A run is working on ${id}.`, { fix: `chant log ${id}`, code: "STATE_LOCKED" });
}

function whyUnfinished({ allow_non_completed }: Leave, entry: SpecEntry): ChantError | undefined {
  const { id, status } = entry;
  if (allow_non_completed || !isUnfinished(status)) return undefined;
  const message = `${id} is ${status.replace("_", " ")}; what is archived is completed or cancelled.`;
  return refusal(entry, message, { fix: `chant archive ${id} --allow-non-completed` });
}

function whyClaimed({ active }: Surroundings, entry: SpecEntry): ChantError | undefined {
  try {
    requireOneFile(entry, active.get(entry.id) ?? []);
    return undefined;
  } catch (error) {
    if (isChantError(error)) return error;
    throw error;
  }
}

/** An archived file of the same id is another spec, unless an archiving that was cut off put it there. */
async function whyTaken({ project, archived }: Surroundings, entry: SpecEntry): Promise<ChantError | undefined> {
  const to = archivePath(project.paths, entry);
  const others = (archived.get(entry.id) ?? []).map(({ path }) => path).filter((path) => path !== entry.path);
  const elsewhere = others.find((path) => path !== to);
  if (elsewhere === undefined && (!(await isThere(to)) || isSame(entry.path, to))) return undefined;
  const [mine, there] = [entry.path, elsewhere ?? to].map((path) => relative(project.root, path));
  return refusal(entry, `${there} is there already, and ${entry.id} would be two specs.`, {
    fix: `diff ${mine} ${there}`,
  });
}

async function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

/** Whether two files hold the same spec, byte for byte. */
export function isSame(one: string, other: string): boolean {
  try {
    return Buffer.compare(readSpecBytes(one), readSpecBytes(other)) === 0;
  } catch {
    return false;
  }
}

async function whyLinked(entry: SpecEntry): Promise<ChantError | undefined> {
  const isLink = (await lstat(entry.path).catch(() => undefined))?.isSymbolicLink() ?? false;
  if (!isLink) return undefined;
  const message = `The file of ${entry.id} is a link, which would lead somewhere else from the archive.`;
  return refusal(entry, message, { fix: `ls -l ${entry.path}` });
}

/** The nearest spec above a member that is active; undefined for one that stands on its own. */
export function activeDriverOf({ active }: Pick<Surroundings, "active">, id: string): SpecEntry | undefined {
  for (let parent = parentOf(id); parent !== undefined; parent = parentOf(parent)) {
    const found = active.get(parent)?.[0];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A member that goes alone leaves a driver that is still at it without its evidence. */
export function findDriverObjection(around: Surroundings, entry: SpecEntry): ChantError | undefined {
  const driver = activeDriverOf(around, entry.id);
  if (driver === undefined || around.skip_checks || !isUnfinished(driver.status)) return undefined;
  const message = `${entry.id} is a member of ${driver.id}, which is ${driver.status.replace("_", " ")}.`;
  return refusal(entry, message, { fix: `chant archive ${entry.id} --skip-checks` });
}
