import type { Finding } from "@chant/core";
import type { SpecFacts, Subject } from "../facts.ts";
import type { LintContext, LintRule, Problem, RuleContext } from "./rule.ts";
import { rules } from "./rules.ts";
import { parse } from "./rules/parse.ts";
import { levelsFor, thresholdsOf, type Levels } from "./settings.ts";
import { surroundingsIn, type Surroundings } from "./surroundings.ts";

/**
 * Everything the rules find in a spec, in the order of the rules. A spec that cannot be read has only the findings that say
 * why, and no setting takes those away. Looks at header and facts alone, so its text is never read, and asks its surroundings
 * about everything else: the context's, where it is not given others.
 */
export function lintSpec(
  subject: Subject,
  context: LintContext,
  around: Surroundings = surroundingsIn(context),
): Finding[] {
  const levels = levelsFor(subject.spec, context.settings);
  const { settings, promptOf } = context;
  const known: RuleContext = {
    ...{ around, settings, promptOf },
    thresholds: thresholdsOf(settings),
    disabled: levels.disabled,
  };
  const found: Finding[] = [];
  for (const { rule, severity } of subject.spec.readable ? planOf(levels) : unreadable) {
    for (const problem of rule.check(subject, known)) {
      found.push({ rule: rule.id, severity, ...said(problem), ...placed(problem, subject.facts) });
    }
  }
  return found;
}

interface Step {
  readonly rule: LintRule;
  readonly severity: Finding["severity"];
}

const unreadable: readonly Step[] = [{ rule: parse, severity: parse.severity }];

// Most specs share their levels, and asking each rule for each spec costs more than most rules.
const plans = new WeakMap<Levels, readonly Step[]>();

function planOf(levels: Levels): readonly Step[] {
  const known = plans.get(levels);
  if (known !== undefined) return known;
  const others = rules.filter((rule) => rule !== parse && !levels.disabled.has(rule.id));
  const steps = others.map((rule) => ({ rule, severity: levels.severity.get(rule.id) ?? rule.severity }));
  plans.set(levels, steps);
  return steps;
}

function said({ message, suggestion, code }: Problem): Pick<Finding, "message" | "suggestion" | "code"> {
  return { message, ...(suggestion === undefined ? {} : { suggestion }), ...(code === undefined ? {} : { code }) };
}

function placed({ place, line, key }: Problem, { lines }: SpecFacts): Pick<Finding, "place"> {
  if (place !== undefined) return { place };
  const row = line ?? (key !== undefined && Object.hasOwn(lines, key) ? lines[key] : undefined);
  return row === undefined ? {} : { place: { line: row, column: 1 } };
}
