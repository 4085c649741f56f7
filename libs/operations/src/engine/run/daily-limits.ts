import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { parseId } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import type { ChantPaths } from "@chant/core/store";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { isUnreadable, readRecord } from "./read-record.ts";
import { listLiveRecords, type RunRecord } from "./run-record.ts";
import { localDate } from "../specs/specs.ts";

interface Where {
  readonly project: Project;
  readonly context: Context;
}

/** Refuses to start an agent when the runs or the money of the day are used up. Throws STATE_LIMIT_REACHED. */
export async function requireDailyLimits({ project, context }: Where, specId: string): Promise<void> {
  const { limits, costs } = project.config;
  const prefix = parseId(specId)?.project;
  const ofProject = prefix === undefined ? undefined : costs[prefix]?.daily_limit_usd;
  const { runs_per_day: most } = limits;
  if ([most, costs.daily_limit_usd, ofProject].every((limit) => limit === undefined)) return;
  const today = await listToday(project.runtime, context.now());
  const started = today.filter(({ started_at }) => isOn(started_at, context.now())).length;
  if (most !== undefined && started >= most) throw usedUp(`limits.runs_per_day allows ${most} runs a day`, { started });
  requireMoney({ key: "costs.daily_limit_usd", limit: costs.daily_limit_usd }, today);
  const own = today.filter(({ spec_id }) => parseId(spec_id)?.project === prefix);
  requireMoney({ key: `costs.${prefix}.daily_limit_usd`, limit: ofProject }, own);
}

function requireMoney({ key, limit }: { key: string; limit: number | undefined }, runs: readonly RunRecord[]): void {
  const spent = runs.reduce((sum, { cost = 0 }) => sum + cost, 0);
  if (limit === undefined || spent < limit) return;
  throw usedUp(`${key} allows $${limit} a day, and $${spent.toFixed(2)} are spent`, { spent });
}

function usedUp(why: string, details: Readonly<Record<string, number>>): ChantError {
  return new ChantError("STATE_LIMIT_REACHED", `No agent is started any more today: ${why}.`, {
    fix: "chant config --origin",
    details,
  });
}

/** What ran or runs on the local day of a time. Folders of specs in which nothing was settled that day are not opened. */
async function listToday(paths: ChantPaths, now: Date): Promise<RunRecord[]> {
  const names = await readdir(paths.logs, { withFileTypes: true }).catch(() => []);
  const folders = names.filter((name) => name.isDirectory()).map(({ name }) => join(paths.logs, name));
  const settled = await Promise.all(folders.map((folder) => listSettled(folder, now)));
  return [...settled.flat(), ...(await listLiveRecords(paths))];
}

async function listSettled(folder: string, now: Date): Promise<RunRecord[]> {
  const changed = await stat(folder);
  if (changed.mtime < midnight(now)) return [];
  const files = (await readdir(folder)).filter((name) => /^\d+\.json$/.test(name));
  const read = await Promise.all(files.map(async (name) => readRecord(join(folder, name))));
  const records = read.flatMap((one) => (one === undefined || isUnreadable(one) ? [] : [one]));
  return records.filter(({ started_at, ended_at = started_at }) => isOn(ended_at, now));
}

function midnight(now: Date): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate());
}

function isOn(time: string, day: Date): boolean {
  return localDate(new Date(time)) === localDate(day);
}
