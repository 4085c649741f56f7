import { relative } from "node:path";
import { statuses } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import { moveSpecs } from "./engine/archive/move-specs.ts";
import type { Move, MovePlan, Where } from "./engine/archive/move.ts";
import { planArchive } from "./engine/archive/plan-archive.ts";
import { planRestore } from "./engine/archive/plan-restore.ts";
import { retentionOf, type Age } from "./engine/archive/retention.ts";
import { parseMoment } from "./engine/moment.ts";
import { defineOperation } from "./kernel/operation.ts";

const input = z.object({
  id: z.string().optional().describe("Spec id, full or short; without it everything that is finished"),
  older_than: z
    .string()
    .optional()
    .describe(
      "Only what was completed so long ago: 30d, 2w, 3mo, 1y, or a number of days (default: lifecycle.specs.retention)",
    ),
  allow_non_completed: z.boolean().default(false).describe("Also specs that are neither completed nor cancelled"),
  skip_checks: z
    .boolean()
    .default(false)
    .describe("Also members of an unfinished driver, and specs whose work is not in what is checked out"),
  restore: z.boolean().default(false).describe("Bring the spec and its members back from the archive"),
  dry_run: z.boolean().default(false).describe("Only show what would be moved"),
  commit: z.boolean().default(true).describe("Commit the move"),
  stage: z.boolean().default(true).describe("Tell git of the move at all"),
});

type Input = z.output<typeof input>;

const moved = z.object({
  spec_id: z.string(),
  outcome: z.enum(["archived", "restored"]),
  status: z.enum(statuses),
  from: z.string(),
  to: z.string(),
});

/** Moves finished specs out of the way, or one back. They stay resolvable, and satisfy who depends on them. */
export const archive = defineOperation({
  name: "archive",
  summary: "Move finished specs to the archive, a driver with its members; --restore brings one back",
  effect: "write",
  positionals: ["id"],
  input,
  output: z.object({
    dry_run: z.boolean(),
    results: z.array(moved).describe("What was moved, or would be"),
    skipped: z
      .array(z.object({ spec_id: z.string(), reason: z.string(), fix: z.string().optional() }))
      .describe("Finished specs that stay, and why"),
    older_than: z.string().optional().describe("The age that everything moved has"),
    committed: z.boolean(),
  }),
  preview: (asked) => (asked.id === undefined && !asked.dry_run ? { ...asked, dry_run: true } : undefined),
  async run(asked, context) {
    requireSense(asked);
    const where = { project: await context.project(), context };
    const age = ageOf(where, asked);
    const plan = await planOf(where, asked, age?.before);
    const about = { dry_run: asked.dry_run, ...(age && { older_than: age.text }) };
    const results = (moves: readonly Move[]) => moves.map((move) => toResult(where, move, asked));
    if (asked.dry_run) return { ...about, results: results(plan.units.flat()), skipped: told(plan), committed: false };
    const { moves, skipped, committed } = await moveSpecs(where, plan.units, howTold(asked));
    const [refused] = skipped;
    if (asked.id !== undefined && refused !== undefined) throw refused.why;
    return { ...about, results: results(moves), skipped: told({ skipped: [...plan.skipped, ...skipped] }), committed };
  },
});

/** Throws INPUT_MISSING, INPUT_INVALID for flags that mean nothing together. */
function requireSense({ id, restore, older_than }: Input): void {
  if (restore && id === undefined)
    throw new ChantError("INPUT_MISSING", "--restore needs the id of a spec.", { fix: "chant search --archived-only" });
  if (id === undefined || older_than === undefined) return;
  const message = "--older-than chooses among all specs, and a single one was named.";
  throw new ChantError("INPUT_INVALID", message, { fix: `chant archive ${id}`, details: { flag: "--older-than" } });
}

/** Only what is archived without being named has to have an age. Throws INPUT_INVALID. */
function ageOf({ project, context }: Where, { id, older_than }: Input): Age | undefined {
  if (id !== undefined) return undefined;
  const now = context.now();
  if (older_than === undefined) return retentionOf(project, now);
  const text = /^\d+$/.test(older_than) ? `${older_than}d` : older_than;
  return { text, before: parseMoment(text, { now, flag: "archive --older-than" }) };
}

function planOf(where: Where, { id, restore, ...leave }: Input, before: Date | undefined): Promise<MovePlan> {
  return restore && id !== undefined ? planRestore(where, id) : planArchive(where, { ...leave, id, before });
}

function howTold({ restore, commit, stage }: Input) {
  return { verb: restore ? ("restore" as const) : ("archive" as const), commit: commit && stage, stage };
}

function toResult({ project }: Where, { entry, from, to }: Move, { restore }: Input): z.input<typeof moved> {
  const [here, there] = [from, to].map((path) => relative(project.root, path)) as [string, string];
  return { spec_id: entry.id, outcome: restore ? "restored" : "archived", status: entry.status, from: here, to: there };
}

function told({ skipped }: Pick<MovePlan, "skipped">) {
  return skipped.map(({ spec_id, why: { message, fix } }) => ({
    spec_id,
    reason: message,
    ...(fix === undefined ? {} : { fix }),
  }));
}
