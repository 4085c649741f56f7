export { complexityOf, type ComplexityScore } from "./complexity.ts";
export { confidenceOf } from "./confidence.ts";
export { criteriaQualityOf } from "./criteria-quality.ts";
export {
  factsOf,
  factsVersion,
  type CriterionFact,
  type SpecFacts,
  type SpecHeader,
  type Subject,
  type WordLists,
} from "./facts.ts";
export { imperativeVerbs } from "./imperative.ts";
export { isolationOf } from "./isolation.ts";
export { fixSpec, fixesOf, type Fix } from "./lint/fix.ts";
export { isHeading, parseNamedFile, type NamedFile } from "./lint/header-paths.ts";
export { lintSpec } from "./lint/lint.ts";
export { type LintContext, type LintRule } from "./lint/rule.ts";
export { rules } from "./lint/rules.ts";
export { toSarif, type LintResult } from "./lint/sarif.ts";
export { type FieldRule, type LintSettings, type RuleLevels } from "./lint/settings.ts";
export { measure, type Measures } from "./measure.ts";
export { type Mention } from "./mentions.ts";
export { scoreSpec, type ScoreRequest, type SpecScore } from "./score-spec.ts";
export { type Grade, type Score } from "./score.ts";
export { type Secret } from "./secrets.ts";
export { splittabilityOf } from "./splittability.ts";
export { suggestionsOf, type Graded } from "./suggestions.ts";
export { thresholds, type LintThresholds } from "./thresholds.ts";
export { trafficLightOf, type Decisive, type TrafficLight } from "./traffic-light.ts";
export { vagueWords, type VagueWord } from "./vague-words.ts";
