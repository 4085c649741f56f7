import { findCycles, isSpecId, type Finding } from "@chant/core";
import type { LintRule } from "../rule.ts";

export const dependency: LintRule = {
  id: "dependency",
  summary: "Every dependency exists, and none leads back to the spec.",
  check(spec, { graph }) {
    const { depends_on = [] } = spec.frontmatter;
    const unknown = depends_on.filter((id) => graph.get(id) === undefined);
    const cycle = depends_on.length === 0 ? undefined : findCycles(graph).find((ids) => ids.includes(spec.id));
    return [...unknown.map(missing), ...(cycle === undefined ? [] : [circle(spec.id, cycle)])];
  },
};

function missing(id: string): Finding {
  const message = isSpecId(id)
    ? `It depends on ${id}, which does not exist.`
    : `It depends on "${id}", which is no spec id.`;
  return {
    rule: "dependency",
    severity: "error",
    message,
    suggestion: "Remove it from depends_on, or correct the id.",
  };
}

/** Tells a circle from the spec's own place in it. */
function circle(id: string, ids: readonly string[]): Finding {
  const at = ids.indexOf(id);
  const way = [...ids.slice(at), ...ids.slice(0, at), id].join(" → ");
  return { rule: "dependency", severity: "error", message: `It depends on itself: ${way}.` };
}
