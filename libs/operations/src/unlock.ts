import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import { defineOperation } from "./kernel/operation.ts";
import { acquireLock } from "./engine/control/lock.ts";
import { lockState, readLockState, type LockState } from "./engine/control/lock-state.ts";
import { awaitsMerge, findLiveRecord, runPaths } from "./engine/run/run-record.ts";
import { findSpec, loadSpecs } from "./engine/specs/specs.ts";

/** Removes the lock of a spec whose holder is gone, and says who held it. A run that it belonged to is for `recover`. */
export const unlock = defineOperation({
  name: "unlock",
  summary: "Remove the lock that a dead process left on a spec",
  effect: "write",
  positionals: ["id"],
  input: z.object({ id: z.string().describe("Spec id, full or short") }),
  output: z.object({
    spec_id: z.string(),
    removed: z.boolean(),
    message: z.string(),
    held: lockState.describe("Who held it"),
    next: z.array(z.string()),
  }),
  async run(input, context) {
    const project = await context.place();
    const { id } = await findSpec({ project, context, set: await loadSpecs(project) }, input.id);
    const { lock: path } = runPaths(project.runtime, { spec_id: id, attempt: 0 });
    const held = await readLockState(project.runtime, id);
    const live = await findLiveRecord(project.runtime, id);
    const next = live === undefined || awaitsMerge(live) ? [`chant work ${id}`] : ["chant recover"];
    if (held.state === "free") return { spec_id: id, removed: false, message: `${id} is not locked.`, held, next };
    if (held.state !== "stale") throw refused(id, { held, path });
    const acquired = await acquireLock({ path, purpose: "unlock", since: context.now() });
    if (!("lock" in acquired)) throw refused(id, { held: await readLockState(project.runtime, id), path });
    await acquired.lock.release();
    const { pid, host, since } = held;
    const message = `Removed the lock of process ${pid} on ${host}, which took ${id} at ${since} and is gone.`;
    return { spec_id: id, removed: true, message, held, next };
  },
});

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
