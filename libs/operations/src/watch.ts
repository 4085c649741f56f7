import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import { exitCodeOfResults, runResult, toRunResult } from "./engine/run/run-result.ts";
import { findNamedSpec, openSpecs } from "./engine/specs/spec-neighbourhood.ts";
import { watchEnds, watchRuns } from "./engine/watch/watch-loop.ts";
import { watchOne } from "./engine/watch/watch-one.ts";

const slowestWarning = 1_000;

/** Watches runs: settles what dead processes left, merges and retries. With a spec's id it shows that one's run. */
export const watch = defineOperation({
  name: "watch",
  summary: "Watch runs: settle, merge and retry what nobody looks after; with an id, follow one",
  effect: "write",
  positionals: ["id"],
  surfaces: ["cli"],
  input: z.object({
    id: z.string().optional().describe("Spec whose run to follow to its end"),
    once: z.boolean().default(false).describe("Look once and end"),
    dry_run: z.boolean().default(false).describe("Only show what would be done"),
    poll_interval: z.number().int().min(1).optional().describe("Milliseconds between looks, where nothing is noticed"),
  }),
  output: z.object({
    ended: z.enum([...watchEnds, "settled"]).describe("Why it ended"),
    results: z.array(runResult),
    gave_up: z.array(z.string()).describe("Specs that need a person: no retry helps, or none is left"),
    failed: z
      .array(z.string())
      .describe("Specs that failed at their work, or could not be tried again; they stay failed"),
    log: z.string().optional(),
  }),
  exitCode({ ended, results, gave_up, failed }) {
    if (ended === "settled") return exitCodeOfResults(results);
    return gave_up.length + failed.length > 0 ? 4 : 0;
  },
  async run({ id, once, dry_run, poll_interval }, context) {
    if (id !== undefined) return follow(context, id, { once, dry_run });
    const project = await context.project();
    const poll_interval_ms = poll_interval ?? project.config.watch.poll_interval_ms;
    if (poll_interval_ms < slowestWarning) {
      const message = `Looking every ${poll_interval_ms} ms: less than a second keeps the disk busy.`;
      context.report({ type: "warning", message });
    }
    if (project.config.lifecycle.archive.enabled && !dry_run) {
      const { archiveOverdue } = await import("./engine/archive/archive-overdue.ts");
      await archiveOverdue({ project, context });
    }
    return watchRuns({ project, context }, { once, dry_run, poll_interval_ms });
  },
});

async function follow(context: Context, query: string, flags: { readonly once: boolean; readonly dry_run: boolean }) {
  const [flag] = Object.entries(flags).flatMap(([name, given]) => (given ? [`--${name.replace("_", "-")}`] : []));
  if (flag !== undefined) {
    const message = `${flag} is for watching all runs, not for following one.`;
    throw new ChantError("INPUT_INVALID", message, { fix: `chant watch ${query}`, details: { flag } });
  }
  const project = await context.project();
  const { id } = findNamedSpec(await openSpecs(project), context, query);
  const result = toRunResult(project, await watchOne({ project, context }, id));
  return { ended: "settled" as const, results: [result], gave_up: [], failed: [] };
}
