import * as z from "zod";
import { defineOperation } from "./kernel/operation.ts";
import { groupProgress, listGroups, progressOf } from "./engine/specs/group-progress.ts";
import { findNamedSpec, loadNeighbourhood, openSpecs } from "./engine/specs/spec-neighbourhood.ts";
import { loadSpecs } from "./engine/specs/specs.ts";

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
    if (id === undefined) return { groups: listGroups(await loadSpecs(place)) };
    const specs = await openSpecs(place);
    return { groups: [progressOf(await loadNeighbourhood(specs, findNamedSpec(specs, context, id)))] };
  },
});
