import { setTimeout as delay } from "node:timers/promises";
import { ChantError, isChantError } from "@chant/core/errors";

const maxTries = 20;

/** The error for git's refusal because of a lock of its own; undefined for anything else that it says. */
export function lockError(stderr: string, cause?: unknown): ChantError | undefined {
  const lock = /Unable to create '(.+\.lock)': File exists/.exec(stderr)?.[1];
  if (lock === undefined) return undefined;
  const message = `${lock} is there: another git works in that repository, or one died in it.`;
  return new ChantError("GIT_LOCKED", message, { fix: fixFor(lock), details: { lock, stderr }, cause });
}

/** Git's own advice. Nobody can tell a dead git's lock from that of one whose user still writes a message. */
function fixFor(lock: string): string {
  const name = /\/\.git\/(?:worktrees\/[^/]+\/)?([\w./-]+)$/.exec(lock)?.[1];
  return name === undefined ? "git status" : `rm "$(git rev-parse --git-path ${name})"`;
}

/** Takes a step that needs something which git locks, waiting a while for whoever holds it. Throws GIT_LOCKED. */
export async function whenUnlocked<T>(step: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await step();
    } catch (error) {
      const busy = isChantError(error) && error.code === "GIT_LOCKED";
      if (!busy || attempt === maxTries) throw error;
      await delay(25 + Math.random() * 50);
    }
  }
}
