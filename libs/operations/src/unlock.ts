import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import { defineOperation } from "./kernel/operation.ts";
import { acquireLock, removeDamagedLock } from "./engine/control/lock.ts";
import { lockState, readLockState, type LockState } from "./engine/control/lock-state.ts";
import { awaitsMerge, listLiveRecords, runPaths } from "./engine/run/run-record.ts";
import { findSpec, loadSpecs } from "./engine/specs/specs.ts";

/**
 * Removes the lock of a spec whose holder is gone, or that does not say who holds it, and says what it was. A run that it
 * belonged to is for `recover`.
 */
export const unlock = defineOperation({
  name: "unlock",
  summary: "Remove the lock that a dead process left on a spec, or that nobody can read",
  effect: "write",
  positionals: ["id"],
  input: z.object({
    id: z.string().describe("Spec id, full or short"),
    dry_run: z.boolean().default(false).describe("Only show what would be removed"),
  }),
  output: z.object({
    spec_id: z.string(),
    removed: z.boolean(),
    message: z.string(),
    held: lockState.describe("Who held it"),
    next: z.array(z.string()),
    nothing_to_do: z.boolean().optional().describe("It is not locked"),
  }),
  preview: (input) => (input.dry_run ? undefined : { ...input, dry_run: true }),
  async run(input, context) {
    const project = await context.place();
    const { runtime } = project;
    const { id, damaged } = await findSpec({ project, context, set: await loadSpecs(project) }, input.id);
    const { lock: path } = runPaths(runtime, { spec_id: id, attempt: 0 });
    const held = await readLockState(runtime, id);
    const live = (await listLiveRecords(runtime)).find(({ spec_id }) => spec_id === id);
    const isSettled = !damaged && (live === undefined || awaitsMerge(live));
    const told = { spec_id: id, held, next: isSettled ? [`chant work ${id}`] : ["chant recover"] };
    if (held.state === "free") return { ...told, removed: false, message: `${id} is not locked.`, nothing_to_do: true };
    if (held.state !== "stale" && held.state !== "damaged") throw refused(id, { held, path });
    if (input.dry_run) return { ...told, removed: false, message: `Would remove ${describe(id, held)}.` };
    const removed = await remove(path, context.now());
    if (!removed) throw refused(id, { held: await readLockState(runtime, id), path });
    return { ...told, removed, message: `Removed ${describe(id, held)}.` };
  },
});

function describe(id: string, { pid, host, since, damage }: LockState): string {
  if (damage !== undefined) return `the lock of ${id}, written at ${since}, which does not say who holds it: ${damage}`;
  return `the lock of process ${pid} on ${host}, which took ${id} at ${since} and is gone`;
}

/** False where somebody has taken it since it was looked at. */
async function remove(path: string, now: Date): Promise<boolean> {
  if (await removeDamagedLock(path, now)) return true;
  const acquired = await acquireLock({ path, purpose: "unlock", since: now });
  if (!("lock" in acquired)) return false;
  await acquired.lock.release();
  return true;
}

/** A lock that may be somebody's is nobody's to remove. */
function refused(id: string, { held, path }: { readonly held: LockState; readonly path: string }): ChantError {
  const { state, pid, host, since, agent_pid, heartbeat_at } = held;
  const seen = heartbeat_at === undefined ? "" : `, last seen ${heartbeat_at}`;
  const who: Readonly<Record<string, string>> = {
    orphaned: `an agent (process ${agent_pid}) whose chant process ${pid} died`,
    unknown: `process ${pid} on ${host}, which cannot be looked at from here,`,
  };
  const message = `${id} is held by ${who[state] ?? `process ${pid} on ${host}`} since ${since}${seen}.`;
  // Somebody has to look on the other host; then only the file is left to remove.
  const fixes: Readonly<Record<string, string>> = { orphaned: "chant recover", unknown: `rm ${path}` };
  const fix = fixes[state] ?? `chant log ${id}`;
  return new ChantError("STATE_LOCKED", message, { fix, details: { spec_id: id, ...held } });
}
