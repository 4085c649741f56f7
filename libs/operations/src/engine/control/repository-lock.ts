import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ChantError } from "@chant/core/errors";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { acquireLock, type Lock, type LockOwner } from "./lock.ts";

const patienceMs = 30_000;

/**
 * Runs a short critical section (well under 100 ms) as the only process of this repository. Every write of a ref that
 * others may write, and every edit of a spec file, happens in here. Throws LOCK_TIMEOUT.
 */
export async function withRepositoryLock<T>(project: Project, context: Context, run: () => Promise<T>): Promise<T> {
  const lock = await waitForLock(join(project.runtime.locks, "repository"), context);
  try {
    return await run();
  } finally {
    await lock.release();
  }
}

/** Waits as long as the lock changes hands: in a long queue everybody's turn comes, and only one who keeps it is waited for in vain. */
async function waitForLock(path: string, context: Context): Promise<Lock> {
  let [holder, deadline] = ["", 0];
  for (let pause = 4; ; pause = Math.min(pause * 1.5, 40)) {
    const acquired = await acquireLock({ path, purpose: "repository", since: context.now() });
    if ("lock" in acquired) return acquired.lock;
    const { token } = acquired.holder;
    if (token !== holder) [holder, deadline] = [token, performance.now() + patienceMs];
    if (performance.now() > deadline) throw timeout(acquired.holder);
    await delay(pause * (0.5 + Math.random()));
  }
}

function timeout({ pid, damaged }: LockOwner): ChantError {
  if (damaged !== undefined) {
    const message = `The repository lock does not say who holds it: ${damaged}.`;
    return new ChantError("LOCK_TIMEOUT", message, { fix: "chant recover", details: { damaged } });
  }
  const message = `Process ${pid} has held the repository lock for more than ${patienceMs / 1000} s.`;
  return new ChantError("LOCK_TIMEOUT", message, { fix: "chant recover --check", details: { pid } });
}
