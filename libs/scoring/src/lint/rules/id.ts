import { isSpecId } from "@chant/core";
import type { LintRule } from "../rule.ts";

export const id: LintRule = {
  id: "id",
  severity: "error",
  summary: "The id is safe in paths and in names of branches.",
  docs: "The file's name without `.md` is the id: letters, digits, `.`, `_` and `-`.",
  check({ spec }) {
    if (isSpecId(spec.id)) return [];
    const message = `"${spec.id}" is not safe as a file name and as part of a branch.`;
    return [{ message, suggestion: "Rename the file: letters, digits, `.`, `_`, `-`." }];
  },
};
