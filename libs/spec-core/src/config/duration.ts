const second = 1000;
const day = 24 * 60 * 60 * second;

const units: Readonly<Record<string, number>> = {
  ms: 1,
  s: second,
  m: 60 * second,
  h: 60 * 60 * second,
  d: day,
  w: 7 * day,
  mo: 30 * day,
  y: 365 * day,
};

/** The milliseconds of a length of time: a number and ms, s, m (minutes), h, d, w, mo or y. Undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const [, number = "", unit = ""] = /^\s*(\d{1,9}(?:\.\d{1,3})?)\s*([a-z]{1,2})\s*$/i.exec(text) ?? [];
  const length = units[unit.toLowerCase()];
  return length === undefined ? undefined : Math.round(Number(number) * length);
}
