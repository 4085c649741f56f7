import type { SpecGraph } from "@chant/core";
import { perGraph } from "../per-graph.ts";
import type { LintRule, Problem } from "../rule.ts";

export const duplicateId: LintRule = {
  id: "duplicate_id",
  severity: "error",
  summary: "No other file has the same id, or one that differs in upper and lower case alone.",
  docs: "On many disks such names are one file; everything that goes by ids would meet either of the two.",
  check({ spec }, { graph, duplicates }) {
    const paths = duplicates?.get(spec.id) ?? [];
    return [...(paths.length > 1 ? [several(paths)] : []), ...twinsOf(spec.id, graph).map(twin)];
  },
};

function several(paths: readonly string[]): Problem {
  return { message: `Several files have this id: ${paths.join(", ")}.`, suggestion: "Rename all but one." };
}

function twin(other: string): Problem {
  const message = `${other} differs in upper and lower case alone: on some disks they are one file.`;
  return { message, suggestion: "Rename one of the two." };
}

const folded = perGraph((graph) => {
  const ids = new Map<string, string[]>();
  for (const id of graph.nodes.keys()) {
    const known = ids.get(id.toLowerCase());
    if (known === undefined) ids.set(id.toLowerCase(), [id]);
    else known.push(id);
  }
  return ids;
});

function twinsOf(id: string, graph: SpecGraph): readonly string[] {
  const ids = folded(graph).get(id.toLowerCase()) ?? [];
  return ids.length < 2 ? [] : ids.filter((other) => other !== id);
}
