import { isUnfinished, sortById } from "@chant/core";
import * as z from "zod";
import type { Neighbourhood } from "./spec-neighbourhood.ts";
import { specRow, toSpecRow, type ReadySet } from "./spec-row.ts";
import type { SpecEntry } from "./spec-entry.ts";
import type { SpecSet } from "./specs.ts";

/** How far the members of a driver are. */
export const groupProgress = z.object({
  id: z.string(),
  title: z.string(),
  status: z.string(),
  done: z.number().describe("Members that are completed or cancelled"),
  total: z.number(),
  members: z.array(specRow),
});

export type GroupProgress = z.output<typeof groupProgress>;

/** How far the members of a spec are, archived ones included; without members there are none. */
export function progressOf(around: Neighbourhood): GroupProgress {
  return toProgress(around, around.entry, around.members);
}

/** The active specs that have members, each with the active ones among them. */
export function listGroups(set: SpecSet): GroupProgress[] {
  const groups = set.active.map((driver) => {
    const members = set.graph.membersOf(driver.id).flatMap(({ id }) => set.find(id) ?? []);
    return toProgress(set, driver, members);
  });
  return groups.filter(({ total }) => total > 0);
}

function toProgress(
  set: ReadySet,
  { id, title = "", status }: SpecEntry,
  entries: readonly SpecEntry[],
): GroupProgress {
  const members = sortById(entries, (entry) => entry.id).map((entry) => toSpecRow(set, entry));
  const done = members.filter((member) => !member.unmerged && !isUnfinished(member.status)).length;
  return { id, title, status, done, total: members.length, members };
}
