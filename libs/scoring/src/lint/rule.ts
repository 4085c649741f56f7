import type { Finding, Spec, SpecGraph } from "@chant/core";

export interface LintContext {
  /** All specs, the archive included: a rule about others looks there. */
  readonly graph: SpecGraph;
}

/** One check with an id of its own. */
export interface LintRule {
  readonly id: string;
  readonly summary: string;
  check(spec: Spec, context: LintContext): readonly Finding[];
}
