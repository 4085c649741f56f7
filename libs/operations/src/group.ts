import * as z from "zod";
import { defineOperation } from "./kernel/operation.ts";
import { groupProgress, listGroups, progressOf } from "./engine/group-progress.ts";
import { findSpec, loadSpecs } from "./engine/specs.ts";

/** Shows the members of a driver and how far they are; without an id, of every driver. */
export const group = defineOperation({
  name: "group",
  summary: "Show the members of a driver and how far they are",
  effect: "read",
  positionals: ["id"],
  input: z.object({ id: z.string().optional().describe("Spec id, full or short; without it every driver") }),
  output: z.object({ groups: z.array(groupProgress) }),
  async run({ id }, context) {
    const place = await context.place();
    const set = await loadSpecs(place);
    if (id === undefined) return { groups: listGroups(set) };
    const driver = await findSpec({ project: place, context, set, substring: true }, id);
    return { groups: [progressOf(place, set, driver)] };
  },
});
