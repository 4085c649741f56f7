import * as z from "zod";
import { defineOperation } from "./kernel/operation.ts";
import { specFilter } from "./engine/specs/spec-filter.ts";
import { listOutput, listScope, listSpecs } from "./engine/specs/spec-list.ts";

const { label, type, project } = specFilter;

/** Lists the specs that could be worked now: what `list --ready` gives. */
export const ready = defineOperation({
  name: "ready",
  summary: "List specs that could be worked now",
  effect: "read",
  input: z.object({ label, type, project, ...listScope }),
  output: z.object(listOutput),
  async run(input, context) {
    return listSpecs({ ...input, ready: true, status: [], all: false, main_only: false }, context);
  },
});
