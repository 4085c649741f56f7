import { stat } from "node:fs/promises";
import * as z from "zod";
import { defineOperation } from "../kernel/operation.ts";
import type { Place } from "../kernel/place.ts";
import type { LockOwner } from "../engine/control/lock.ts";
import { timestamp } from "../engine/specs/specs.ts";
import { findWatcher, watchLockPath } from "../engine/watch/watch-lock.ts";
import { watchLogFile } from "../engine/watch/watch-log.ts";
import { listRetries, listWatched, watchedRetry, watchedWorktree } from "../engine/watch/watched.ts";

/** Tells who watches, which runs there are to watch and what is to be tried again. */
export const watchStatus = defineOperation({
  name: "watch status",
  summary: "Show who watches, the runs there are and the retries to come",
  effect: "read",
  input: z.object({}),
  output: z.object({
    watch_running: z.boolean(),
    pid: z.number().optional(),
    host: z.string().optional(),
    since: z.string().optional(),
    last_look: z.string().optional().describe("When it last gave a sign of life"),
    worktrees: z.array(watchedWorktree),
    worktree_count: z.number(),
    retries: z.array(watchedRetry),
    log: z.string(),
  }),
  async run(_, context) {
    const project = await context.project();
    const [owner, worktrees, retries] = await Promise.all([
      findWatcher(project),
      listWatched(project),
      listRetries(project),
    ]);
    const running = owner === undefined ? {} : await told(project, owner);
    const watched = { worktrees, worktree_count: worktrees.length, retries, log: watchLogFile(project) };
    return { watch_running: owner !== undefined, ...running, ...watched };
  },
});

async function told(place: Place, { pid, host, since }: LockOwner) {
  const file = await stat(watchLockPath(place)).catch(() => undefined);
  return { pid, host, since, ...(file !== undefined && { last_look: timestamp(file.mtime) }) };
}
