import { isSpecId, parseId } from "@chant/core";
import type { LintRule } from "../rule.ts";

export const idForm: LintRule = {
  id: "id_form",
  severity: "info",
  summary: "The id has the form YYYY-MM-DD-001-abc.",
  docs: "Dated ids sort by age and can be shortened; any other safe name works as well.",
  check({ spec }) {
    if (dated.test(spec.id) || !isSpecId(spec.id) || parseId(spec.id)?.date !== undefined) return [];
    return [{ message: `${spec.id} does not have the form YYYY-MM-DD-001-abc.` }];
  },
};

// Taking an id apart is slow beside everything else that is asked of a spec, and nearly all ids have this form.
const dated = /^\d{4}-\d\d-\d\d-[0-9a-z]{3}-[0-9a-z]{3}(?:\.\d+)?$/;
