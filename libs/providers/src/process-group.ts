import { hostname } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { processTable } from "./process-table.ts";
import { isSignalable, type ProcessIdentity } from "./process.ts";

/**
 * The living processes of the group that a recorded process leads or led. A group number is not given away while the
 * group has members, so members without their leader are its children; another leader means another group.
 */
export async function groupMembers(leader: ProcessIdentity): Promise<number[]> {
  const { pid, host } = leader;
  if (host !== hostname() || !isSignalable(pid) || !existsGroup(pid)) return [];
  const table = processTable();
  const found = await table.read(pid);
  if (found !== undefined && found.start_time !== leader.start_time) return [];
  if (!(await isSameBoot(leader))) return [];
  const rows = await table.list();
  return rows.filter(({ group, zombie }) => group === pid && !zombie).map((row) => row.pid);
}

export type Stopped = "stopped" | "gone" | "survived";

const killWaitMs = 5_000;

/** Ends a process group: asks it to, waits, then kills it. Never signals a group that is not the recorded one. */
export async function stopGroup(leader: ProcessIdentity, options: { readonly grace_ms: number }): Promise<Stopped> {
  if ((await groupMembers(leader)).length === 0) return "gone";
  signalGroup(leader.pid, "SIGTERM");
  // One that is held would get the signal only when it goes on.
  signalGroup(leader.pid, "SIGCONT");
  if (await isEmptyWithin(leader, options.grace_ms)) return "stopped";
  signalGroup(leader.pid, "SIGKILL");
  return (await isEmptyWithin(leader, killWaitMs)) ? "stopped" : "survived";
}

async function isEmptyWithin(leader: ProcessIdentity, limitMs: number): Promise<boolean> {
  const deadline = performance.now() + limitMs;
  for (let pause = 2; ; pause = Math.min(pause * 1.5, 50)) {
    if ((await groupMembers(leader)).length === 0) return true;
    const left = deadline - performance.now();
    if (left <= 0) return false;
    await delay(Math.min(pause, left));
  }
}

/** A group of somebody else's processes alone cannot be signalled: it survives. */
function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}

/** Cheap, and enough for most; zombies keep a group in existence. */
function existsGroup(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** A start time without a boot id, from `ps`, is absolute and needs no comparison. */
async function isSameBoot({ start_time }: ProcessIdentity): Promise<boolean> {
  const own = await processTable().read(process.pid);
  return bootOf(start_time) === bootOf(own?.start_time ?? "");
}

function bootOf(startTime: string): string | undefined {
  return startTime.split("@")[1];
}
