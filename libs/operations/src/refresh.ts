import * as z from "zod";
import { defineOperation } from "./kernel/operation.ts";
import { toSpecRow, type SpecRow } from "./engine/specs/spec-row.ts";
import { forgetSpecs, loadSpecs, statusOf, type SpecSet } from "./engine/specs/specs.ts";
import { countStatuses, statusCounts } from "./engine/specs/status-counts.ts";

const about = { id: z.string(), title: z.string() };

/** Reads every spec anew from its file, counts them and says what blocks whom. Changes no spec. */
export const refresh = defineOperation({
  name: "refresh",
  summary: "Read all specs anew and say what is ready and what is blocked",
  effect: "read",
  short: { verbose: "v" },
  input: z.object({
    verbose: z.boolean().default(false).describe("Also which specs are ready, and what blocks others"),
  }),
  output: z.object({
    total: z.number(),
    counts: statusCounts,
    ready: z.array(z.object(about)).optional(),
    blocked: z
      .array(z.object({ ...about, blocked_by: z.array(z.object({ id: z.string(), status: z.string() })) }))
      .optional(),
  }),
  async run({ verbose }, context) {
    const place = await context.place();
    await forgetSpecs(place);
    const set = await loadSpecs(place);
    const rows = set.active.map((entry) => toSpecRow(set, entry));
    const counts = countStatuses(rows);
    if (!verbose) return { total: rows.length, counts };
    const blocked = rows.filter((row) => row.blocked_by.length > 0).map((row) => withBlockers(set, row));
    return { total: rows.length, counts, ready: rows.filter((row) => row.ready).map(nameOf), blocked };
  },
});

function withBlockers(set: SpecSet, row: SpecRow) {
  return { ...nameOf(row), blocked_by: row.blocked_by.map((id) => ({ id, status: statusOf(set, id) })) };
}

function nameOf({ id, title }: SpecRow): { id: string; title: string } {
  return { id, title };
}
