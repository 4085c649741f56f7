import type { Finding, SpecGraph } from "@chant/core";
import type { SpecHeader, Subject } from "../facts.ts";
import type { LintThresholds } from "../thresholds.ts";
import type { LintSettings } from "./settings.ts";
import type { Surroundings } from "./surroundings.ts";

/** What may be known beside the spec. Only the graph is needed; what else is absent is not checked. */
export interface LintContext {
  /** All specs, the archive included: a rule about others looks there. */
  readonly graph: SpecGraph;
  /** What the project says about the rules; without it every rule applies with its own severity. */
  readonly settings?: LintSettings;
  /** The ids that several files claim, each with the paths of those files. */
  readonly duplicates?: ReadonlyMap<string, readonly string[]>;
  /** Whether a path or a glob, from the root of the repository, names something there. */
  readonly exists?: (path: string) => boolean;
  /** The headings of a markdown file; undefined for a file that has none to offer. */
  readonly headings?: (path: string) => readonly string[] | undefined;
  /** Every prompt by name, with the names in it that are no variables. */
  readonly prompts?: ReadonlyMap<string, readonly string[]>;
  /** The prompt that a spec would be worked with; without it only one that its header names is looked at. */
  readonly promptOf?: (spec: SpecHeader) => string;
  /** The branches that exist. */
  readonly branches?: ReadonlySet<string>;
  /** What is wrong with the answer of a completed spec that has an output_schema. */
  readonly output?: (id: string) => readonly string[];
}

/**
 * What a rule is given beside the spec: what a project says, and somebody to ask about everything else. Findings are
 * remembered by both, so there is no third.
 */
export interface RuleContext {
  readonly around: Surroundings;
  readonly settings: LintSettings | undefined;
  /** The prompt that the spec would be worked with, as header and config say. */
  readonly promptOf: LintContext["promptOf"];
  readonly thresholds: LintThresholds;
  /** Rules that do not apply to this spec. */
  readonly disabled: ReadonlySet<string>;
}

/** What a rule found; its id and its severity are the rule's. */
export interface Problem extends Pick<Finding, "message" | "suggestion" | "code" | "place"> {
  /** The key of the header that it is about. */
  readonly key?: string;
  /** Line in the whole text, from 1. */
  readonly line?: number;
}

/** One check with an id of its own. It looks at the header and the facts and asks about the rest, never at a text. */
export interface LintRule {
  readonly id: string;
  /** Unless settings say otherwise. */
  readonly severity: Finding["severity"];
  /** What holds where the rule finds nothing. */
  readonly summary: string;
  /** Why it matters, or what to do. */
  readonly docs: string;
  check(subject: Subject, context: RuleContext): readonly Problem[];
}
