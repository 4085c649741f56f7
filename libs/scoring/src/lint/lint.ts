import type { Finding, Spec } from "@chant/core";
import type { LintContext } from "./rule.ts";
import { rules } from "./rules.ts";

/** Everything the rules find in a spec. A spec that cannot be read has only the findings that say why. */
export function lintSpec(spec: Spec, context: LintContext): Finding[] {
  const applicable = spec.readable ? rules : rules.filter((rule) => rule.id === "parse");
  return applicable.flatMap((rule) => rule.check(spec, context));
}
