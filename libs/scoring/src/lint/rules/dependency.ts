import { isMemberOf, isSpecId, parseId } from "@chant/core";
import type { LintRule, Problem } from "../rule.ts";
import type { Surroundings } from "../surroundings.ts";

export const dependency: LintRule = {
  id: "dependency",
  severity: "error",
  summary: "Every dependency exists, and none leads back to the spec.",
  docs: "A spec waits for ever for a spec that does not exist, for itself, and for its own driver.",
  check({ spec }, { around }) {
    const { depends_on = [] } = spec.frontmatter;
    if (depends_on.length === 0) return [];
    const cycle = around.cycleOf(spec.id);
    return [
      ...depends_on.filter((id) => around.statusOf(id) === undefined).map((id) => missing(id, around)),
      ...depends_on.filter((id) => isMemberOf(spec.id, id)).map(waiting),
      ...(cycle === undefined ? [] : [circle(spec.id, cycle)]),
    ];
  },
};

const key = "depends_on";

function missing(id: string, { fullIdOf }: Surroundings): Problem {
  const full = fullIdOf(id);
  if (full !== undefined) {
    return { key, message: `It depends on "${id}", which is no full spec id.`, suggestion: `Write ${full}.` };
  }
  return { key, message: unknown(id), suggestion: "Remove it from depends_on, or correct the id." };
}

function unknown(id: string): string {
  if (isSpecId(id)) return `It depends on ${id}, which does not exist.`;
  const foreign = parseId(id);
  if (foreign?.repo === undefined) return `It depends on "${id}", which is no spec id.`;
  return `It depends on ${id}, which is not found: no repository ${foreign.repo} with that spec is known.`;
}

function waiting(driver: string): Problem {
  const message = `It depends on its own driver ${driver}, which waits for it.`;
  return { key, message, suggestion: "Remove it from depends_on." };
}

/** Tells a circle from the spec's own place in it, of a long one the beginning. */
function circle(id: string, ids: readonly string[]): Problem {
  const at = Math.max(0, ids.indexOf(id));
  const start = ids[at] as string;
  const next = Array.from({ length: Math.min(ids.length, 8) }, (_, step) => ids[(at + step) % ids.length]);
  const way = [...next, ...(ids.length > 8 ? [`… (${ids.length - 8} more)`] : []), start].join(" → ");
  return { key, message: start === id ? `It depends on itself: ${way}.` : `It depends on a circle: ${way}.` };
}
