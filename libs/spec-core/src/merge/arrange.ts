import type { Identified, Part } from "./identify.ts";
import { interleave, type Placed } from "./interleave.ts";

/**
 * The order of the parts that are kept: ours, with what they added or moved behind what it follows on their side. What both
 * put in the same place is interleaved.
 */
export function arrange(versions: Identified, isKept: (id: number) => boolean): number[] {
  const theirs = versions.theirs.ids.filter(isKept);
  const isTheirs = new Set(theirs);
  const movedByThem = (id: number) => versions.theirs.moved.has(id) && !versions.ours.moved.has(id);
  let order = versions.ours.ids.filter((id) => isKept(id) && !(isTheirs.has(id) && movedByThem(id)));
  const placed = new Set(order);
  const isOnlyOurs = (id: number) => !isTheirs.has(id) || versions.ours.moved.has(id);
  for (const { after, run } of runsOf(theirs, (id) => !placed.has(id))) {
    const at = after === undefined ? 0 : order.indexOf(after) + 1;
    let end = at;
    while (end < order.length && isOnlyOurs(order[end] as number)) end++;
    const anchor = after === undefined ? undefined : pieceOf(versions.parts.get(after));
    const both = interleave({
      anchor,
      ours: placedOf(versions, order.slice(at, end)),
      theirs: placedOf(versions, run),
    });
    order = [...order.slice(0, at), ...both, ...order.slice(end)];
  }
  return order;
}

function placedOf({ base, ours, theirs, parts }: Identified, ids: readonly number[]): Placed[] {
  const wasThere = (id: number) => id < base.ids.length && !ours.moved.has(id) && !theirs.moved.has(id);
  return ids.map((id) => ({ id, piece: pieceOf(parts.get(id)), was: wasThere(id) ? id : undefined }));
}

function pieceOf({ ours, theirs, base }: Part = {}) {
  return ours ?? theirs ?? base;
}

interface Run {
  /** What it follows; undefined at the beginning. */
  readonly after: number | undefined;
  readonly run: readonly number[];
}

/** The ids to be placed, in runs behind one that has its place. */
function runsOf(ids: readonly number[], isLoose: (id: number) => boolean): Run[] {
  const runs: { after: number | undefined; run: number[] }[] = [];
  let after: number | undefined;
  for (const id of ids) {
    const last = runs.at(-1);
    if (!isLoose(id)) after = id;
    else if (last !== undefined && last.after === after) last.run.push(id);
    else runs.push({ after, run: [id] });
  }
  return runs;
}
