import { parseSpec, type Finding } from "@chant/core";
import { factsOf, lintSpec, scoreSpec, type LintContext } from "@chant/scoring";
import type { Quality, SpecFinding } from "./quality.ts";
import { withoutUndefined } from "../run/run-result.ts";

export interface Judged {
  readonly id: string;
  readonly text: string;
  readonly lint: LintContext;
}

/** Grades a spec's text and tells what the rules find in it. Advice only: nothing here stops anybody. */
export function judgeSpec({ id, text, lint }: Judged): { quality: Quality; findings: SpecFinding[] } {
  const spec = parseSpec(text, { id });
  const subject = { spec, facts: factsOf(spec, lint.settings?.words) };
  return {
    quality: toQuality(scoreSpec(subject)),
    findings: lintSpec(subject, lint).map(toFinding),
  };
}

function toQuality({
  traffic_light,
  complexity,
  confidence,
  criteria_quality,
  suggestions,
}: ReturnType<typeof scoreSpec>) {
  const { light, color } = traffic_light;
  const copy = ({ grade, why }: typeof confidence) => ({ grade, why: [...why] });
  return {
    ...{ light, color, suggestions: [...suggestions] },
    complexity: { ...copy(complexity), ...complexity.measures },
    confidence: copy(confidence),
    criteria_quality: copy(criteria_quality),
  };
}

function toFinding({ rule, severity, message, place }: Finding): SpecFinding {
  return withoutUndefined({ rule, severity, message, line: place?.line });
}
