import * as z from "zod";
import { defineOperation } from "./kernel/operation.ts";
import { listFilter, listOutput, listSpecs } from "./engine/specs/spec-list.ts";

/** Lists specs as they stand, what is going on laid over what is stored. */
export const list = defineOperation({
  name: "list",
  summary: "List specs",
  effect: "read",
  tool: "chant_spec_list",
  input: z.object({
    ready: z.boolean().default(false).describe("Only specs that could be worked now"),
    ...listFilter,
    completed: z.boolean().default(false).describe("Only completed specs"),
    count: z.boolean().default(false).describe("Only the number"),
  }),
  output: z.object(listOutput),
  async run({ count, completed, ...filter }, context) {
    const status = completed ? [...filter.status, "completed" as const] : filter.status;
    const found = await listSpecs({ ...filter, status }, context);
    return count ? { ...found, specs: [] } : found;
  },
});
