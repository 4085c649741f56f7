import { isChantError, type ChantError } from "@chant/core/errors";
import { listTracked, pathStatus, stagePaths, type Repository } from "@chant/git";
import type { Lock } from "../control/lock.ts";
import { withRepositoryLock } from "../control/repository-lock.ts";
import { counted } from "../counted.ts";
import { commitPathsLocked } from "../edit/commit-paths.ts";
import { findRepository, pathInRepository } from "../edit/spec-file.ts";
import { lockSpec } from "../run/start-run.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";
import { loadSpecs } from "../specs/specs.ts";
import { refusal, type Move, type Skipped, type Unit, type Where } from "./move.ts";
import { placeFiles, removeSources, takeBack, type Placed } from "./place-files.ts";

/** How git learns of it. */
export interface Told {
  /** First word of the commit's subject. */
  readonly verb: "archive" | "restore";
  /** In one commit of exactly these files. */
  readonly commit: boolean;
  /** Without a commit: in the index. */
  readonly stage: boolean;
}

export interface Moved {
  readonly moves: readonly Move[];
  /** What changed since it was planned, or is locked by somebody. */
  readonly skipped: readonly Skipped[];
  readonly committed: boolean;
}

/**
 * Carries out a plan, each spec under its lock: every file is put where it goes, all of them are committed at once, and then
 * they are removed from where they were. Killed in between, the same is done to its end by whoever plans it again. Throws
 * what git and the disk say, with nothing moved.
 */
export async function moveSpecs(where: Where, units: readonly Unit[], told: Told): Promise<Moved> {
  const locks: Lock[] = [];
  try {
    const { free, locked } = await lockUnits(where, units, locks);
    const { same, changed } = await compareAgain(where, free);
    const moves = same.flat();
    const skipped = [...locked, ...changed];
    if (moves.length === 0) return { moves, skipped, committed: false };
    const committed = await withRepositoryLock(where.project, where.context, () => carryOut(where, moves, told));
    return { moves, skipped, committed };
  } finally {
    for (const lock of locks) await lock.release();
  }
}

/** Whoever began to work on one of them meanwhile keeps it where it is. */
async function lockUnits(where: Where, units: readonly Unit[], locks: Lock[]) {
  const [free, locked]: [Unit[], Skipped[]] = [[], []];
  for (const unit of units) {
    const why = await lockUnit(where, unit, locks);
    if (why === undefined) free.push(unit);
    else locked.push({ spec_id: idOf(unit), why });
  }
  return { free, locked };
}

async function lockUnit(where: Where, unit: Unit, locks: Lock[]): Promise<ChantError | undefined> {
  try {
    for (const { entry } of unit) locks.push(await lockSpec({ ...where, id: entry.id }));
    return undefined;
  } catch (error) {
    if (isChantError(error) && error.code === "STATE_LOCKED") return error;
    throw error;
  }
}

function idOf(unit: Unit): string {
  return unit[0]?.entry.id ?? "";
}

/** Under the locks nothing changes any more; before them everything could. */
async function compareAgain({ project }: Where, units: readonly Unit[]) {
  const { active } = await loadSpecs(project);
  const now = new Map(active.map((entry) => [entry.path, entry]));
  const isSame = ({ entry }: Move) => entry.archived || isAsPlanned(now.get(entry.path), entry);
  const [same, changed]: [Unit[], Skipped[]] = [[], []];
  for (const unit of units) {
    const other = unit.find((move) => !isSame(move))?.entry;
    if (other === undefined) same.push(unit);
    else changed.push({ spec_id: idOf(unit), why: changedMeanwhile(other) });
  }
  return { same, changed };
}

function isAsPlanned(now: SpecEntry | undefined, planned: SpecEntry): boolean {
  return now !== undefined && now.status === planned.status && now.run === undefined && !now.damaged;
}

function changedMeanwhile(entry: SpecEntry): ChantError {
  return refusal(entry, `${entry.id} was changed by somebody else meanwhile.`, { fix: `chant show ${entry.id}` });
}

/** Called under the repository lock: no edit of chant's comes in between. */
async function carryOut(where: Where, moves: readonly Move[], told: Told): Promise<boolean> {
  const { project, context } = where;
  const repository = await findRepository(project);
  const tracked = repository === undefined ? [] : await trackedAmong(where, repository, moves);
  const placed = await placeFiles(project.paths, moves);
  context.crashPoint("archive:placed");
  const committed = told.commit && (await commitOrTakeBack(where, { placed, tracked, told }));
  context.crashPoint("archive:committed");
  await removeSources(placed);
  if (repository === undefined || tracked.length === 0) return false;
  if (!told.commit && told.stage) await stagePaths(repository, pathsOf(repository, tracked));
  if (committed) await warnOfIgnored(where, repository, tracked);
  return committed;
}

/** What git does not know stays unknown to it. */
async function trackedAmong({ project }: Where, repository: Repository, moves: readonly Move[]): Promise<Move[]> {
  const { specs, archive } = project.paths;
  const known = await listTracked(
    repository,
    [specs, archive].map((folder) => pathInRepository(repository, folder)),
  );
  return moves.filter(({ from, to }) => [from, to].some((path) => known.has(pathInRepository(repository, path))));
}

function pathsOf(repository: Repository, moves: readonly Move[]): string[] {
  return moves.flatMap(({ from, to }) => [from, to]).map((path) => pathInRepository(repository, path));
}

interface Commit {
  readonly placed: readonly Placed[];
  readonly tracked: readonly Move[];
  readonly told: Told;
}

const maxTries = 5;

async function commitOrTakeBack(where: Where, commit: Commit): Promise<boolean> {
  try {
    return await commitMoves(where, commit, maxTries);
  } catch (error) {
    await takeBack(commit.placed);
    throw error;
  }
}

/** The user may commit at the same moment; then it is done on top of that. */
async function commitMoves(where: Where, commit: Commit, tries: number): Promise<boolean> {
  const { tracked, told } = commit;
  const ids = tracked.map(({ entry }) => entry.id);
  const [paths, gone] = [tracked.map(({ to }) => to), tracked.map(({ from }) => from)];
  const trailers = ids.length === 1 ? { "Chant-Spec": ids[0] as string } : {};
  try {
    return await commitPathsLocked({ ...where, paths, gone, subject: subjectOf(told, ids), trailers });
  } catch (error) {
    if (!isChantError(error) || error.code !== "GIT_REF_MOVED" || tries === 1) throw error;
    return commitMoves(where, commit, tries - 1);
  }
}

const named = 3;

function subjectOf({ verb }: Told, ids: readonly string[]): string {
  return `${verb} ${ids.length <= named ? ids.join(", ") : counted(ids.length, "spec")}`;
}

/** A commit takes the specs away from everybody whose archive git does not carry. */
async function warnOfIgnored({ context }: Where, repository: Repository, tracked: readonly Move[]): Promise<void> {
  const [first] = tracked;
  const path = pathInRepository(repository, first?.to ?? "");
  const [state] = await pathStatus(repository, [path]);
  if (state?.kind !== "ignored") return;
  const message = `Git ignores ${path}: other clones have these specs in their history only.`;
  context.report({ type: "warning", message });
}
