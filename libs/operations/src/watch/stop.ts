import { setTimeout as delay } from "node:timers/promises";
import { ChantError } from "@chant/core/errors";
import { processState } from "@chant/providers";
import * as z from "zod";
import { defineOperation } from "../kernel/operation.ts";
import type { Project } from "../kernel/project.ts";
import type { LockOwner } from "../engine/control/lock.ts";
import { findWatcher, lockWatch, watchedError } from "../engine/watch/watch-lock.ts";

/** Asks the process that watches to end, and waits until it has. A run that it resumed is paused, its work kept. */
export const watchStop = defineOperation({
  name: "watch stop",
  summary: "Stop the process that watches",
  effect: "write",
  input: z.object({}),
  output: z.object({
    pid: z.number(),
    since: z.string().describe("When it began"),
    stopped: z.boolean().describe("False: it was asked to end and has not yet"),
  }),
  exitCode: ({ stopped }) => (stopped ? 0 : 3),
  async run(_, context) {
    const project = await context.project();
    const owner = await findWatcher(project);
    if (owner === undefined) {
      // What a dead one left.
      await (await lockWatch(project, context)).release();
      throw new ChantError("STATE_NOT_WATCHED", "Watch is not running.", { fix: "chant watch start" });
    }
    if ((await processState(owner)) !== "alive") throw watchedError(owner);
    signal(owner);
    return { pid: owner.pid, since: owner.since, stopped: await hasEnded(project, owner) };
  },
});

/** Its number was held against its start time just now; it may have ended since. */
function signal({ pid }: LockOwner): void {
  try {
    process.kill(pid, "SIGTERM");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Beyond the time that an agent is given to end. */
const patienceMs = 15_000;

async function hasEnded(project: Project, owner: LockOwner): Promise<boolean> {
  const deadline = performance.now() + project.config.agent.grace_ms + patienceMs;
  while (performance.now() < deadline) {
    const now = await findWatcher(project);
    if (now?.token !== owner.token && (await processState(owner)) === "gone") return true;
    await delay(50);
  }
  return false;
}
