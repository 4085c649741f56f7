import { base36, parseId } from "./id.ts";

export interface NextId {
  /** Local date, `YYYY-MM-DD`. */
  readonly date: string;
  /** Every id that was ever given. */
  readonly taken: Iterable<string>;
  /** Project prefix. */
  readonly prefix?: string;
  /** Gives numbers in [0, 1). */
  readonly random: () => number;
}

/** The next free id of a day: one more than the highest base36 number given that day, and three random digits. */
export function nextId({ date, taken, prefix, random }: NextId): string {
  const numbers = [...taken].map(parseId).filter((id) => id?.date === date);
  const highest = numbers.reduce((max, id) => bigger(max, base36(id?.sequence ?? "0")), 0n);
  const sequence = (highest + 1n).toString(36).padStart(3, "0");
  const suffix = Math.floor(random() * 36 ** 3)
    .toString(36)
    .padStart(3, "0");
  return `${prefix === undefined || prefix === "" ? "" : `${prefix}-`}${date}-${sequence}-${suffix}`;
}

function bigger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
