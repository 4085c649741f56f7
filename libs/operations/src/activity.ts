import * as z from "zod";
import { activityKinds, readActivity, type Activity } from "./engine/specs/activity.ts";
import { parseFormerMoment } from "./engine/moment.ts";
import { pathInRepository } from "./engine/edit/spec-file.ts";
import type { SpecEntry } from "./engine/specs/spec-entry.ts";
import { loadArchive, loadSpecs, timestamp } from "./engine/specs/specs.ts";
import { defineOperation } from "./kernel/operation.ts";

/** Tells what people and agents did to specs, from git's history. */
export const activity = defineOperation({
  name: "activity",
  summary: "Show what was done to specs, newest first",
  effect: "read",
  input: z.object({
    by: z.string().optional().describe("Only by people whose name or address holds this"),
    since: z.string().optional().describe("Only since a date, or in the last 2h, 1d, 1w, 3mo"),
    spec: z.string().optional().describe("Only specs whose id holds this"),
    label: z.array(z.string()).default([]).describe("Only specs with one of these labels"),
    limit: z.number().int().min(1).default(100).describe("At most so many"),
  }),
  output: z.object({
    activity: z.array(
      z.object({
        at: z.string(),
        author: z.string(),
        kind: z.enum(activityKinds),
        spec_id: z.string(),
        title: z.string(),
        commit: z.string(),
      }),
    ),
    more: z.boolean().describe("Whether there is more than the limit"),
  }),
  async run(input, context) {
    const project = await context.project();
    const repository = await project.repository();
    const since =
      input.since === undefined ? undefined : parseFormerMoment(input.since, { context, flag: "activity --since" });
    const folder = (path: string) => pathInRepository(repository, path);
    const set = await loadSpecs(project);
    const specs = new Map([...loadArchive(project), ...set.active].map((entry) => [entry.id, entry]));
    const { activity: found, more } = await readActivity({
      ...{ repository, specs: folder(project.paths.specs), archive: folder(project.paths.archive) },
      ...{ since, limit: input.limit },
      isWanted: (one) => matches(input, { activity: one, entry: specs.get(one.spec_id) }),
    });
    const shown = found.map(({ at, author, kind, spec_id, commit }) => ({
      ...{ at: timestamp(at), author, kind, spec_id, title: specs.get(spec_id)?.title ?? "", commit },
    }));
    return { activity: shown, more };
  },
});

interface Candidate {
  readonly activity: Activity;
  readonly entry: SpecEntry | undefined;
}

function matches(
  { by, spec, label }: { by?: string | undefined; spec?: string | undefined; label: readonly string[] },
  { activity: { author, author_email, spec_id }, entry }: Candidate,
): boolean {
  const person = `${author} <${author_email}>`.toLowerCase();
  if (by !== undefined && !person.includes(by.toLowerCase())) return false;
  if (spec !== undefined && !spec_id.includes(spec)) return false;
  return label.length === 0 || label.some((one) => entry?.labels?.includes(one) ?? false);
}
