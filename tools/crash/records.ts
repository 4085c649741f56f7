import { join } from "node:path";
import { filesIn } from "../acceptance/create-scratch.ts";
import type { Site } from "./site.ts";

/** What is recorded as going on. */
export interface LiveRecord {
  readonly process_id: string;
  readonly spec_id: string;
  readonly phase: string;
  readonly verdict?: { readonly outcome: string };
}

/** The live records of a repository. */
export async function readRecords({ repo }: Site): Promise<LiveRecord[]> {
  const folder = join(".chant", "processes");
  const names = (await filesIn(join(repo.root, folder))).filter((name) => name.endsWith(".json"));
  return Promise.all(names.map(async (name) => JSON.parse(await repo.read(join(folder, name))) as LiveRecord));
}

/** Whether a run is over and waits for somebody to merge it. */
export function isWaiting({ phase, verdict }: LiveRecord): boolean {
  return phase === "finalized" && verdict?.outcome === "completed";
}
