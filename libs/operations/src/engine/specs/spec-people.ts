import type { Place } from "../../kernel/place.ts";
import { agoOf } from "../ago.ts";
import { commentsIn, discussionOf } from "./discussion.ts";
import { parseMoment } from "../moment.ts";
import { lastChange, readHistory, type History } from "./spec-history.ts";
import type { ListFilter } from "./spec-list.ts";
import type { SpecRow } from "./spec-row.ts";
import type { SpecEntry } from "./spec-entry.ts";
import { timestamp } from "./specs.ts";

export interface PeopleRequest {
  readonly place: Place;
  readonly entries: readonly SpecEntry[];
  readonly request: Pick<ListFilter, "created_by" | "activity_since" | "mentions">;
  readonly now: Date;
}

interface Asked {
  readonly created_by: string | undefined;
  readonly since: Date | undefined;
  readonly mentions: string | undefined;
}

/**
 * The rows of specs that somebody added, that were changed or worked since a moment, whose approval discussion names
 * somebody, with what was found out about them. Throws INPUT_INVALID.
 */
export async function withPeople(rows: readonly SpecRow[], around: PeopleRequest): Promise<SpecRow[]> {
  const { created_by, activity_since, mentions } = around.request;
  const moment = { now: around.now, flag: "list --activity-since" };
  const since = activity_since === undefined ? undefined : parseMoment(activity_since, moment);
  const asked = { created_by: created_by?.toLowerCase(), since, mentions: mentions?.toLowerCase() };
  const history = await historyFor(around.place, asked);
  const entries = new Map(around.entries.map((entry) => [entry.id, entry]));
  const found: SpecRow[] = [];
  for (const row of rows) {
    const told = await tellPeople(row, { entry: entries.get(row.id) as SpecEntry, history, asked, now: around.now });
    if (told !== undefined) found.push(told);
  }
  return found;
}

/** Who added a spec can be the oldest commit of all; what happened lately cannot. */
async function historyFor(place: Place, { created_by, since }: Asked): Promise<History | undefined> {
  if (created_by === undefined && since === undefined) return undefined;
  return readHistory(place, created_by === undefined ? since : undefined);
}

interface Subject {
  readonly entry: SpecEntry;
  readonly history: History | undefined;
  readonly asked: Asked;
  readonly now: Date;
}

/** The row with what was asked about; undefined when it is not what was asked for. */
async function tellPeople(row: SpecRow, subject: Subject): Promise<SpecRow | undefined> {
  const { entry, history, asked } = subject;
  const told = { ...row };
  if (history !== undefined && !(await addHistory(told, { ...subject, history }))) return undefined;
  if (asked.mentions === undefined) return told;
  const discussion = discussionOf(entry.spec());
  if (!discussion.toLowerCase().includes(asked.mentions)) return undefined;
  return { ...told, comments: commentsIn(discussion) };
}

async function addHistory(
  row: SpecRow,
  { entry, history, asked, now }: Subject & { readonly history: History },
): Promise<boolean> {
  const author = history.specs.get(entry.id)?.created_by;
  if (author !== undefined) row.created_by = author.replace(/ <[^<]*>$/, "");
  if (asked.created_by !== undefined && !author?.toLowerCase().includes(asked.created_by)) return false;
  const last = latest(await lastChange(history, entry), workedAt(entry));
  if (last !== undefined) Object.assign(row, { last_activity: timestamp(last), ago: agoOf(last, now) });
  return asked.since === undefined || (last !== undefined && last >= asked.since);
}

function workedAt({ run }: SpecEntry): Date | undefined {
  return run === undefined ? undefined : new Date(run.ended_at ?? run.started_at);
}

function latest(...times: readonly (Date | undefined)[]): Date | undefined {
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : new Date(Math.max(...known.map((time) => time.getTime())));
}
