import { join } from "node:path";
import { ChantError } from "@chant/core/errors";
import { processState } from "@chant/providers";
import type { Context } from "../../kernel/context.ts";
import type { Place } from "../../kernel/place.ts";
import { checkoutLockName } from "./lock-names.ts";
import { acquireLock, readLock, type Lock, type LockOwner } from "./lock.ts";

interface CheckoutRequest {
  readonly project: Place;
  readonly context: Context;
  /** The spec that is worked on there. */
  readonly id: string;
  /** The spec's own lock. */
  readonly lock: Lock;
}

/**
 * Takes the user's checkout for one agent to work in, beside the spec's lock: two would commit each other's changes. What
 * comes back is both, taken and given back as one. Throws STATE_LOCKED; then the spec's lock is still held.
 */
export async function lockCheckout({ project, context, id, lock }: CheckoutRequest): Promise<Lock> {
  const path = checkoutLock(project);
  const acquired = await acquireLock({ path, purpose: purposeOf(id), since: context.now() });
  if (!("lock" in acquired)) throw await takenError(acquired.holder, path);
  return both(lock, acquired.lock);
}

/** Whether a spec was the last to be worked on in the checkout, by whoever lives or does not. */
export async function hasCheckout(project: Place, id: string): Promise<boolean> {
  return (await readLock(checkoutLock(project)))?.purpose === purposeOf(id);
}

function checkoutLock({ runtime }: Place): string {
  return join(runtime.locks, checkoutLockName);
}

function purposeOf(id: string): string {
  return `work ${id}`;
}

function both(spec: Lock, checkout: Lock): Lock {
  return {
    get owner() {
      return spec.owner;
    },
    async setAgent(agent) {
      await checkout.setAgent(agent);
      await spec.setAgent(agent);
    },
    async release() {
      await checkout.release();
      await spec.release();
    },
  };
}

async function takenError(holder: LockOwner, path: string): Promise<ChantError> {
  const { pid, host, purpose, since, damaged } = holder;
  if (damaged !== undefined) {
    const message = `The lock of this checkout does not say who works in it: ${damaged}.`;
    return new ChantError("STATE_LOCKED", message, { fix: `rm ${path}`, details: { path, damaged } });
  }
  const id = purpose.slice(purposeOf("").length);
  const isOrphaned = (await processState(holder)) === "gone";
  const who = isOrphaned ? `an agent whose chant process ${pid} died` : `process ${pid} on ${host}`;
  const fix = isOrphaned ? "chant recover" : `chant log ${id}`;
  const message = `${id} is worked on in this checkout already, by ${who} since ${since}.`;
  return new ChantError("STATE_LOCKED", message, { fix, details: { ...holder } });
}
