import { complexityOf, type ComplexityScore } from "./complexity.ts";
import { confidenceOf } from "./confidence.ts";
import { criteriaQualityOf } from "./criteria-quality.ts";
import type { Subject } from "./facts.ts";
import { isolationOf } from "./isolation.ts";
import { splittabilityOf } from "./splittability.ts";
import { suggestionsOf, type Graded } from "./suggestions.ts";
import { trafficLightOf, type TrafficLight } from "./traffic-light.ts";

export interface ScoreRequest extends Subject {
  /** The members of a driver; isolation is graded only where there are some. */
  readonly members?: readonly Subject[];
}

export interface SpecScore extends Graded {
  readonly complexity: ComplexityScore;
  readonly traffic_light: TrafficLight;
  readonly suggestions: readonly string[];
}

/** Every grade of a spec with its reasons, the one answer of them, and what would raise it. Never throws. */
export function scoreSpec({ members = [], ...subject }: ScoreRequest): SpecScore {
  const isolation = isolationOf(members);
  const grades = {
    complexity: complexityOf(subject),
    confidence: confidenceOf(subject.facts),
    criteria_quality: criteriaQualityOf(subject.facts),
    splittability: splittabilityOf(subject),
    ...(isolation === undefined ? {} : { isolation }),
  };
  return { ...grades, traffic_light: trafficLightOf(grades), suggestions: suggestionsOf(grades) };
}
