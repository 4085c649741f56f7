import { ChantError } from "@chant/core/errors";
import * as z from "zod";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";
import { openDerivation, type Derive } from "./engine/edit/derivation.ts";
import { editSpecs, whyUntouchable } from "./engine/edit/edit-specs.ts";
import type { SpecEntry } from "./engine/specs/spec-entry.ts";
import { findSpec, loadSpecs, type SpecSet } from "./engine/specs/specs.ts";

const derived = z.object({
  id: z.string(),
  values: z.record(z.string(), z.unknown()),
  warnings: z.array(z.string()),
  skipped: z.string().optional().describe("Why the spec was left alone"),
});

type Derived = z.output<typeof derived>;

/** Fills in the fields that the project's rules derive. */
export const derive = defineOperation({
  name: "derive",
  summary: "Fill in the fields that the project's rules derive",
  effect: "write",
  positionals: ["id"],
  input: z.object({
    id: z.string().optional().describe("Spec id, full or short"),
    all: z.boolean().default(false).describe("All specs that are not archived"),
    dry_run: z.boolean().default(false).describe("Only show what would change"),
    commit: z.boolean().default(true).describe("Commit the changed files"),
  }),
  output: z.object({
    rules: z.number().describe("How many rules the project has"),
    dry_run: z.boolean(),
    specs: z.array(derived).describe("Those that change, or have something to say"),
    unchanged: z.number(),
    committed: z.boolean(),
  }),
  async run({ id, all, dry_run, commit }, context) {
    const project = await context.project();
    const rules = Object.keys(project.config.enterprise.derived).length;
    const nothing = { rules, dry_run, specs: [], unchanged: 0, committed: false };
    const apply = await openDerivation(project, context);
    if (apply === undefined) return nothing;
    const set = await loadSpecs(project);
    const entries = await chooseSpecs({ project, context, set }, { id, all });
    const results = await Promise.all(entries.map((entry) => planOne(entry, apply)));
    const specs = results.filter((one) => isChanged(one) || one.warnings.length > 0 || one.skipped !== undefined);
    const unchanged = results.length - specs.length;
    const changed = new Set(results.filter(isChanged).map((one) => one.id));
    if (dry_run || changed.size === 0) return { ...nothing, specs, unchanged };
    const { committed } = await editSpecs({
      project,
      context,
      entries: entries.filter((one) => changed.has(one.id)),
      edit: (spec, { path }) => apply(spec, path).spec,
      subject: commit ? (ids) => `derive fields of ${ids.length === 1 ? ids[0] : `${ids.length} specs`}` : undefined,
    });
    return { ...nothing, specs, unchanged, committed };
  },
});

interface Where {
  readonly project: Project;
  readonly context: Context;
}

async function chooseSpecs(
  where: Where & { readonly set: SpecSet },
  { id, all }: { id: string | undefined; all: boolean },
): Promise<readonly SpecEntry[]> {
  if (all) return where.set.active;
  if (id !== undefined) return [await findSpec(where, id)];
  throw new ChantError("INPUT_MISSING", "derive needs a spec id, or --all.", { fix: "chant derive --all --dry-run" });
}

async function planOne(entry: SpecEntry, apply: Derive): Promise<Derived> {
  const why = whyUntouchable(entry);
  if (why !== undefined) return { id: entry.id, values: {}, warnings: [], skipped: why };
  const { values, warnings } = apply(entry.spec(), entry.path);
  return { id: entry.id, values: { ...values }, warnings: [...warnings] };
}

function isChanged({ values }: Derived): boolean {
  return Object.keys(values).length > 0;
}
