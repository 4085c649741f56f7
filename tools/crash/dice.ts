/** Chance that can be repeated. */
export interface Dice {
  /** At least 0 and less than 1. */
  fraction(): number;
  /** A whole number from 0 to one less than that. */
  below(count: number): number;
  pick<T>(list: readonly T[]): T;
  /** True so many times of one. */
  chance(share: number): boolean;
}

/** The same seed gives the same throws (mulberry32). */
export function createDice(seed: number): Dice {
  let state = (seed * 0x9e37_79b1) >>> 0;
  const fraction = () => {
    state = (state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(fraction() * count);
  return {
    fraction,
    below,
    pick: <T>(list: readonly T[]) => list[below(list.length)] as T,
    chance: (share) => fraction() < share,
  };
}
