import * as z from "zod";
import { defineOperation } from "../kernel/operation.ts";
import { watchLogFile } from "../engine/watch/watch-log.ts";
import { startWatch } from "../engine/watch/watch-start.ts";

/** Starts watch in the background; one process watches a repository. */
export const watchStart = defineOperation({
  name: "watch start",
  summary: "Start watch in the background",
  effect: "write",
  input: z.object({
    poll_interval: z.number().int().min(1).optional().describe("Milliseconds between looks, where nothing is noticed"),
  }),
  output: z.object({ pid: z.number(), started_at: z.string(), log: z.string() }),
  async run(input, context) {
    const { pid, started_at } = await startWatch(context, input);
    return { pid, started_at, log: watchLogFile(await context.place()) };
  },
});
