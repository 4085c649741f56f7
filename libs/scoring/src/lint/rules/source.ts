import { filesIn } from "../header-paths.ts";
import type { LintRule } from "../rule.ts";

export const source: LintRule = {
  id: "source",
  severity: "warning",
  summary: "Every file that `tracks`, `informed_by` and `origin` name exists.",
  docs: "A pattern has to fit at least one file.",
  check({ spec }, { around }) {
    return names.flatMap((key) =>
      filesIn(spec, key)
        .filter(({ path }) => !url.test(path) && around.exists(path) === false)
        .map(({ path }) => ({ key, message: `${key} names ${path}, which does not exist.` })),
    );
  },
};

const names = ["tracks", "informed_by", "origin"] as const;

/** Material may lie on the web. */
const url = /^[a-z][a-z0-9+.-]{1,30}:\/\//i;
