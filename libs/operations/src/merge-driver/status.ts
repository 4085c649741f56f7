import * as z from "zod";
import { driverState, readDriverState } from "../engine/merge-driver/driver-state.ts";
import { defineOperation } from "../kernel/operation.ts";

/** Tells whether git merges specs here as chant does. */
export const mergeDriverStatus = defineOperation({
  name: "merge-driver status",
  summary: "Show whether git merges specs here as chant does",
  effect: "read",
  input: z.object({}),
  output: driverState,
  exitCode: ({ ready }) => (ready ? 0 : 1),
  async run(_input, context) {
    return readDriverState(await context.project(), context);
  },
});
