/** A length of time as people type it. */
export interface Duration {
  /** The moment that long before another one. */
  from(now: Date): Date;
}

const hour = 60 * 60 * 1000;

const lengths: Readonly<Record<string, number>> = { m: 60 * 1000, h: hour, d: 24 * hour, w: 7 * 24 * hour };

const months: Readonly<Record<string, number>> = { mo: 1, y: 12 };

/**
 * Reads `30m` (minutes), `2h`, `7d`, `2w`, `3mo` or `1y`. Months and years are the calendar's, in local time. Undefined for
 * anything else.
 */
export function parseDuration(text: string): Duration | undefined {
  const [, digits = "", unit = ""] = /^(\d{1,5})(m|h|d|w|mo|y)$/.exec(text.trim().toLowerCase()) ?? [];
  const [count, length, calendar] = [Number(digits), lengths[unit], months[unit]];
  if (length !== undefined) return { from: (now) => new Date(now.getTime() - count * length) };
  if (calendar !== undefined) return { from: (now) => monthsBefore(now, count * calendar) };
  return undefined;
}

/** The same day of an earlier month, or that month's last day. */
function monthsBefore(now: Date, count: number): Date {
  const then = new Date(now);
  then.setDate(1);
  then.setMonth(then.getMonth() - count);
  const lastDay = new Date(then.getFullYear(), then.getMonth() + 1, 0).getDate();
  then.setDate(Math.min(now.getDate(), lastDay));
  return then;
}
