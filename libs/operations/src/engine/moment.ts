import { ChantError } from "@chant/core/errors";
import type { Context } from "../kernel/context.ts";
import { parseDuration } from "./duration.ts";

interface Asked {
  readonly now: Date;
  /** The command and flag, for messages. */
  readonly flag: string;
}

/**
 * The moment that a user names: a date (its first second, local time), a time, or a length of time before now. Throws
 * INPUT_INVALID.
 */
export function parseMoment(text: string, { now, flag }: Asked): Date {
  const before = parseDuration(text)?.from(now);
  if (before !== undefined) return before;
  const time = parseTime(text.trim());
  if (time !== undefined) return time;
  const message = `${flag} cannot be "${text}": a date such as 2026-01-22 or a length of time such as 2h, 7d, 2w or 3mo is expected.`;
  const command = flag.split(" --")[0] ?? "";
  throw new ChantError("INPUT_INVALID", message, { fix: `chant ${command} --help`, details: { value: text } });
}

/**
 * The same for flags that read `1m` as a month in earlier versions: it still is one, with a warning. Throws INPUT_INVALID.
 */
export function parseFormerMoment(text: string, { context, flag }: { context: Context; flag: string }): Date {
  const former = /^\s*(\d+)m\s*$/.exec(text)?.[1];
  const asked = { now: context.now(), flag };
  if (former === undefined) return parseMoment(text, asked);
  const message = `${flag.split(" ").at(-1) ?? flag} ${text.trim()} is read as months, as before; write ${former}mo.`;
  context.report({ type: "warning", message });
  return parseMoment(`${former}mo`, asked);
}

/** A date without a time is local; Date would take it for UTC. */
function parseTime(text: string): Date | undefined {
  const [, date, time] = /^(\d{4}-\d\d-\d\d)(T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?$/.exec(text) ?? [];
  if (date === undefined) return undefined;
  const moment = new Date(`${date}${time ?? "T00:00:00"}`);
  return Number.isNaN(moment.getTime()) || !isInCalendar(date) ? undefined : moment;
}

/** Date takes 31 February for 3 March. */
function isInCalendar(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).toISOString().startsWith(date);
}
