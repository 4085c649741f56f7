import { checkTransition } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import { continueRun } from "./engine/control/continue-run.ts";
import { unchanged } from "./engine/control/interrupted-result.ts";
import { reopenSpec } from "./engine/control/replay-spec.ts";
import { runInput } from "./engine/run/run-input.ts";
import { exitCodeOfResults, runResult, type RunResult } from "./engine/run/run-result.ts";
import type { SpecEntry } from "./engine/specs/spec-entry.ts";
import { findSpec, loadSpecs } from "./engine/specs/specs.ts";
import { defineOperation } from "./kernel/operation.ts";

/** Works a completed spec again, as when what it was made from has changed. */
export const replay = defineOperation({
  name: "replay",
  summary: "Work a completed spec again",
  effect: "write",
  positionals: ["id"],
  input: z.object({
    id: z.string().describe("Spec id, full or short"),
    work: z.boolean().default(true).describe("Start the agent at once"),
    dry_run: z.boolean().default(false).describe("Only show what would be done"),
    ...runInput,
  }),
  output: z.object({ results: z.array(runResult) }),
  preview: (input) => (input.dry_run ? undefined : { ...input, dry_run: true }),
  exitCode: ({ results }) => exitCodeOfResults(results),
  async run(input, context) {
    const where = { project: await context.project(), context };
    const entry = await findSpec({ ...where, set: await loadSpecs(where.project) }, input.id);
    requireReplayable(entry);
    if (input.dry_run) return { results: [planned(entry)] };
    await reopenSpec(where, entry.id);
    return { results: [input.work ? await continueRun(where, input, entry.id) : reopened(entry)] };
  },
});

/** Throws STATE_TRANSITION, and STATE_ALREADY_COMPLETE for work that is not merged yet. */
function requireReplayable({ id, status, archived, unmerged }: SpecEntry): void {
  if (archived) {
    const message = `${id} is archived.`;
    throw new ChantError("STATE_TRANSITION", message, { fix: `chant show ${id}`, details: { spec_id: id } });
  }
  if (unmerged) {
    const message = `${id} is completed on its branch and waits to be merged.`;
    throw new ChantError("STATE_ALREADY_COMPLETE", message, { fix: `chant merge ${id}` });
  }
  checkTransition({ id, from: status, to: "pending", trigger: "replay", facts: {} });
}

function planned({ id, spec }: SpecEntry): RunResult {
  const number = (spec().frontmatter.replay_count ?? 0) + 1;
  return unchanged(id, `It goes back to pending, its criteria unticked, and is worked again: replay ${number}.`);
}

function reopened({ id }: SpecEntry): RunResult {
  return { ...unchanged(id, `${id} is pending again.`), outcome: "pending", next: [`chant work ${id}`] };
}
