import { hostname } from "node:os";
import { processTable } from "./process-table.ts";

/** A process, told apart from any later one of the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; equal for the same process only. Start ticks and boot id from /proc; elsewhere what `ps` prints. */
  readonly start_time: string;
  readonly host: string;
}

let own: Promise<ProcessIdentity> | undefined;

/** The identity of this process. */
export function ownIdentity(): Promise<ProcessIdentity> {
  own ??= readStartTime(process.pid).then(
    (start) => ({ pid: process.pid, start_time: start ?? "unknown", host: hostname() }),
    () => ({ pid: process.pid, start_time: "unknown", host: hostname() }),
  );
  return own;
}

/** When a process started; undefined when there is none of that number. A zombie counts as gone. */
export async function readStartTime(pid: number): Promise<string | undefined> {
  const row = await processTable().read(pid);
  return row === undefined || row.zombie ? undefined : row.start_time;
}

/**
 * Whether a recorded process lives. `gone` also when its number now belongs to another process or the host was started
 * anew; `unknown` for one on another host and for one that cannot be seen.
 */
export async function processState(identity: ProcessIdentity): Promise<"alive" | "gone" | "unknown"> {
  const { pid, start_time, host } = identity;
  if (host !== hostname() || start_time === "unknown" || !isSignalable(pid)) return "unknown";
  try {
    const row = await processTable().read(pid);
    if (row === undefined) return isHidden(pid) ? "unknown" : "gone";
    return !row.zombie && row.start_time === start_time ? "alive" : "gone";
  } catch {
    return "unknown";
  }
}

/** To kill(2), 0 and negative numbers are groups, and -1 is everybody. */
export function isSignalable(pid: number): boolean {
  return Number.isSafeInteger(pid) && pid > 1;
}

/** Some systems show nobody the processes of others; a signal is then refused instead of finding nobody. */
function isHidden(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
