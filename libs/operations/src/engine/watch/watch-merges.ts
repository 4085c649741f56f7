import { mergeRecord } from "../run/merge-record.ts";
import { findLatestRecord, type RunRecord } from "../run/run-record.ts";
import type { SpecSet } from "../specs/specs.ts";
import { attend, quietly, tellEnd, type Watcher } from "./watcher.ts";

/**
 * Merges what is completed and was to be merged, and only waits for the user's uncommitted edits to be out of the way. A
 * conflict needs a person.
 */
export async function finishMerges(watcher: Watcher, set: SpecSet): Promise<void> {
  const { active, project } = watcher;
  const waiting = set.active.filter(({ id, status }) => status === "needs_attention" && !active.has(id));
  for (const { id } of waiting) {
    await attend(watcher, id, async () => {
      const record = await findLatestRecord(project.runtime, id);
      if (record !== undefined && waitsForCheckout(record)) await finish(watcher, record);
    });
  }
}

function waitsForCheckout({ verdict, merge, options, in_place }: RunRecord): boolean {
  if (verdict?.outcome !== "completed" || !options.merge || in_place === true) return false;
  return merge?.state === "refused" && merge.reason === "checkout_dirty";
}

async function finish(watcher: Watcher, record: RunRecord): Promise<void> {
  const { project, options, log } = watcher;
  const { spec_id: id, branch } = record;
  if (options.dry_run) return log.say(`${id} would be merged`, id);
  log.sayOnce(`${id} completed → merging branch ${branch}`, id);
  const merged = await mergeRecord({ project, context: quietly(watcher) }, record);
  if (merged.merge?.state === "refused") throw new Error(merged.merge.message);
  tellEnd(watcher, merged);
}
