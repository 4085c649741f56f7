/** The lock of the one process that watches. */
export const watchLockName = "watch.pid";

/** The lock of the user's checkout, for the one agent that works in it. */
export const checkoutLockName = "checkout.pid";

/** The locks that are kept for long and are no spec's. */
const others: ReadonlySet<string> = new Set([watchLockName, checkoutLockName]);

/** The spec that a lock file locks, by the file's name; undefined for any other lock. */
export function lockedSpec(name: string): string | undefined {
  return name.endsWith(".pid") && !others.has(name) ? name.slice(0, -".pid".length) : undefined;
}
