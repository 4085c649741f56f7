import { fixSpec, type LintContext } from "@chant/scoring";
import type { Context } from "../../kernel/context.ts";
import type { Project } from "../../kernel/project.ts";
import { editSpecs, whyUntouchable } from "../edit/edit-specs.ts";
import type { SpecEntry } from "../specs/spec-entry.ts";

export interface FixRequest {
  readonly project: Project;
  readonly context: Context;
  readonly entries: readonly SpecEntry[];
  readonly lint: LintContext;
}

export interface FixResult {
  readonly fixed: { spec_id: string; rule: string; description: string }[];
  /** What could be mended and was left alone, and why. */
  readonly notices: string[];
}

/** Mends what can safely be mended in some specs, by one commit of exactly their files. */
export async function applyFixes({ project, context, entries, lint }: FixRequest): Promise<FixResult> {
  const mendable = entries.filter(({ spec }) => fixSpec(spec(), lint).fixes.length > 0);
  const fixed: FixResult["fixed"] = [];
  const { committed } = await editSpecs({
    project,
    context,
    entries: mendable.filter((entry) => whyUntouchable(entry) === undefined),
    edit(present, { id }) {
      const { spec, fixes } = fixSpec(present, lint);
      fixed.push(...fixes.map(({ rule, description }) => ({ spec_id: id, rule, description })));
      return spec;
    },
    subject: (ids) => (ids.length === 1 ? `lint ${ids[0] ?? ""}` : `lint ${ids.length} specs`),
  });
  const left = mendable.flatMap((entry) => {
    const why = whyUntouchable(entry);
    return why === undefined ? [] : [`${entry.id} is not mended: ${why}.`];
  });
  const open = fixed.length > 0 && !committed ? ["The mended files are not committed."] : [];
  return { fixed, notices: [...left, ...open] };
}
