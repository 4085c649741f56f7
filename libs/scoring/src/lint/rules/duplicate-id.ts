import type { LintRule, Problem } from "../rule.ts";

export const duplicateId: LintRule = {
  id: "duplicate_id",
  severity: "error",
  summary: "No other file has the same id, or one that differs in upper and lower case alone.",
  docs: "On many disks such names are one file; everything that goes by ids would meet either of the two.",
  check({ spec }, { around }) {
    const paths = around.filesOf(spec.id);
    return [...(paths.length > 1 ? [several(paths)] : []), ...around.twinsOf(spec.id).map(twin)];
  },
};

function several(paths: readonly string[]): Problem {
  return { message: `Several files have this id: ${paths.join(", ")}.`, suggestion: "Rename all but one." };
}

function twin(other: string): Problem {
  const message = `${other} differs in upper and lower case alone: on some disks they are one file.`;
  return { message, suggestion: "Rename one of the two." };
}
