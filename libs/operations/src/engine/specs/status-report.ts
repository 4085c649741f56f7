import { parseId } from "@chant/core";
import * as z from "zod";
import type { Place } from "../../kernel/place.ts";
import { agoOf } from "../ago.ts";
import { findLatestRecord } from "../run/run-record.ts";
import { toSpecRow, type SpecRow } from "./spec-row.ts";
import type { SpecEntry } from "./spec-entry.ts";
import { loadSpecs, localDate, timestamp, type SpecSet } from "./specs.ts";
import { addCounts, countStatuses, statusCounts } from "./status-counts.ts";

const about = { id: z.string(), title: z.string() };

/** What a status tells of the specs of one place, or of several. */
export const statusReport = {
  counts: statusCounts,
  today: z.object({ completed: z.number(), started: z.number(), created: z.number() }),
  attention: z.array(
    z.object({
      ...about,
      status: z.string(),
      ago: z.string().optional(),
      since: z.string().optional(),
      message: z.string().optional(),
    }),
  ),
  in_progress: z.array(
    z.object({
      ...about,
      elapsed_minutes: z.number(),
      since: z.string().optional(),
      attempt: z.number().optional().describe("Absent where no run of it is known on this machine"),
      cut_off: z.boolean(),
    }),
  ),
  ready: z.array(z.object(about)).describe("The first five"),
  ready_count: z.number(),
  needs_approval: z
    .array(z.object({ ...about, approval: z.enum(["pending", "rejected"]) }))
    .describe("What cannot be worked or merged before somebody approves it; the first five"),
  needs_approval_count: z.number(),
} as const;

export type StatusReport = z.output<z.ZodObject<typeof statusReport>>;

const shown = 5;

/** How the specs of a place stand, from the times that files and run records carry. */
export async function reportStatus(place: Place, now: Date): Promise<StatusReport> {
  const set = await loadSpecs(place);
  const [open, over] = partition(set.active, isOpen);
  const pairs = open.map((entry) => ({ entry, row: toSpecRow(set, entry) }));
  const rows = pairs.map(({ row }) => row);
  const ready = rows.filter((row) => row.ready);
  const waiting = pairs.filter(needsSomebody);
  const unapproved = rows.filter(isUnapproved);
  return {
    counts: addCounts([countStatuses(rows), countStatuses(over)]),
    today: countToday(set, now),
    attention: await Promise.all(waiting.map((pair) => attentionOf(pair, { place, now }))),
    in_progress: pairs.flatMap(({ entry, row }) => progressOf(entry, { row, now })),
    ready: ready.slice(0, shown).map(nameOf),
    ready_count: ready.length,
    needs_approval: unapproved.slice(0, shown).map(approvalOf),
    needs_approval_count: unapproved.length,
  };
}

/** Of ten thousand specs nearly all are over, and say nothing but their status. */
function isOpen({ status, cut_off, readable }: SpecEntry): boolean {
  return (status !== "completed" && status !== "cancelled") || cut_off || !readable;
}

function partition<Item>(items: readonly Item[], test: (item: Item) => boolean): [Item[], Item[]] {
  const [passed, others]: [Item[], Item[]] = [[], []];
  for (const item of items) (test(item) ? passed : others).push(item);
  return [passed, others];
}

/** The reports of several repositories in one; ids get the names of their repositories. */
export function joinReports(reports: readonly { readonly name: string | undefined; readonly report: StatusReport }[]) {
  const named = reports.map(({ name, report }) => (name === undefined ? report : withPrefix(report, `${name}:`)));
  const today = (of: keyof StatusReport["today"]) => named.reduce((sum, report) => sum + report.today[of], 0);
  return {
    counts: addCounts(named.map((report) => report.counts)),
    today: { completed: today("completed"), started: today("started"), created: today("created") },
    attention: named.flatMap((report) => report.attention),
    in_progress: named.flatMap((report) => report.in_progress),
    ready: named.flatMap((report) => report.ready).slice(0, shown),
    ready_count: named.reduce((sum, report) => sum + report.ready_count, 0),
    needs_approval: named.flatMap((report) => report.needs_approval).slice(0, shown),
    needs_approval_count: named.reduce((sum, report) => sum + report.needs_approval_count, 0),
  } satisfies StatusReport;
}

function withPrefix(report: StatusReport, prefix: string): StatusReport {
  const prefixed = <Item extends { id: string }>(item: Item) => ({ ...item, id: prefix + item.id });
  const { attention, in_progress, ready, needs_approval } = report;
  return {
    ...report,
    attention: attention.map(prefixed),
    in_progress: in_progress.map(prefixed),
    ready: ready.map(prefixed),
    needs_approval: needs_approval.map(prefixed),
  };
}

function countToday({ active }: SpecSet, now: Date): StatusReport["today"] {
  const today = localDate(now);
  const isToday = isOn(now);
  const count = (test: (entry: SpecEntry) => boolean) => active.filter(test).length;
  return {
    completed: count((entry) => entry.status === "completed" && isToday(completedAt(entry))),
    started: count((entry) => entry.status !== "pending" && isToday(startedAt(entry))),
    created: count(({ id }) => id.includes(today) && parseId(id)?.date === today),
  };
}

function completedAt({ run, unmerged, completed_at }: SpecEntry): string | undefined {
  return unmerged ? run?.ended_at : completed_at;
}

function startedAt({ run, started_at }: SpecEntry): string | undefined {
  return run?.started_at ?? started_at;
}

/** Whether a time is of the local day. Most are of none near it, which their text tells faster than a date does. */
function isOn(now: Date): (time: string | undefined) => boolean {
  const day = 24 * 60 * 60 * 1000;
  const near = [-day, 0, day].map((offset) => new Date(now.getTime() + offset).toISOString().slice(0, 10));
  const today = localDate(now);
  return (time) =>
    time !== undefined && near.some((date) => time.startsWith(date)) && localDate(new Date(time)) === today;
}

interface Pair {
  readonly entry: SpecEntry;
  readonly row: SpecRow;
}

function needsSomebody({ entry, row }: Pair): boolean {
  const { status, cut_off } = entry;
  return status === "failed" || status === "needs_attention" || cut_off || row.unreadable !== undefined;
}

function isUnapproved({ approval }: SpecRow): boolean {
  return approval === "pending" || approval === "rejected";
}

function approvalOf(row: SpecRow): StatusReport["needs_approval"][number] {
  return { ...nameOf(row), approval: row.approval === "rejected" ? "rejected" : "pending" };
}

interface Around {
  readonly place: Place;
  readonly now: Date;
}

async function attentionOf({ entry, row }: Pair, { place, now }: Around): Promise<StatusReport["attention"][number]> {
  const since = timeOf(entry) ?? (await findLatestRecord(place.runtime, entry.id).catch(() => undefined))?.ended_at;
  const message = whyWaiting(entry, row);
  const moment = new Date(since ?? Number.NaN);
  return {
    ...nameOf(row),
    status: row.unreadable === undefined ? entry.status : "unreadable",
    ...(Number.isNaN(moment.getTime()) ? {} : { ago: agoOf(moment, now), since: timestamp(moment) }),
    ...(message === undefined ? {} : { message }),
  };
}

function timeOf({ run, spec }: SpecEntry): string | undefined {
  return run?.started_at ?? spec().frontmatter.failed_at;
}

function whyWaiting({ cut_off, spec }: SpecEntry, { unreadable }: SpecRow): string | undefined {
  if (unreadable !== undefined) return unreadable;
  if (cut_off) return "Its run was cut off: chant recover settles it.";
  const { error, reason } = spec().frontmatter;
  return error ?? reason;
}

function progressOf(entry: SpecEntry, { row, now }: { readonly row: SpecRow; readonly now: Date }) {
  if (row.status !== "in_progress") return [];
  const { run, cut_off } = entry;
  const since = startedAt(entry);
  const minutes = since === undefined ? 0 : (now.getTime() - new Date(since).getTime()) / 60_000;
  return [
    {
      ...nameOf(row),
      elapsed_minutes: Math.max(0, Math.floor(minutes) || 0),
      ...(since !== undefined && { since }),
      ...(run !== undefined && { attempt: run.attempt }),
      cut_off,
    },
  ];
}

function nameOf({ id, title }: SpecRow): { id: string; title: string } {
  return { id, title };
}
