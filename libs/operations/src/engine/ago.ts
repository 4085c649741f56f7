const units = [
  [24 * 60, "d"],
  [60, "h"],
  [1, "m"],
] as const;

/** A time before another, as `3d ago`, `2h ago`, `5m ago` or `just now`. */
export function agoOf(then: Date, now: Date): string {
  const minutes = Math.floor((now.getTime() - then.getTime()) / 60_000);
  const [length, name] = units.find(([one]) => minutes >= one) ?? [];
  return length === undefined ? "just now" : `${Math.floor(minutes / length)}${name} ago`;
}
