import { mkdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { replaceOwnFile, type ChantPaths } from "@chant/core/store";

/** Says that everything was stopped and when. Whoever starts one run after the other asks for it before each. */
export async function markStopped(paths: ChantPaths, at: Date): Promise<void> {
  await mkdir(paths.processes, { recursive: true, mode: 0o700 });
  await replaceOwnFile(markOf(paths), `${at.toISOString()}\n`);
}

/** When everything was stopped; undefined when it was not, or goes on again. */
export async function stoppedAt(paths: ChantPaths): Promise<Date | undefined> {
  const text = await readFile(markOf(paths), "utf8").catch(() => "");
  const at = new Date(text.trim());
  return Number.isNaN(at.getTime()) ? undefined : at;
}

/** Whether everything was stopped after somebody began to start runs, who then starts no more. */
export async function stopRequestedSince(paths: ChantPaths, since: Date): Promise<boolean> {
  const at = await stoppedAt(paths);
  return at !== undefined && at.getTime() >= since.getTime();
}

/** Says that things go on again. */
export async function clearStop(paths: ChantPaths): Promise<void> {
  await rm(markOf(paths), { force: true });
}

/** No record, so nobody takes it for a run. */
function markOf(paths: ChantPaths): string {
  return join(paths.processes, "stopped");
}
