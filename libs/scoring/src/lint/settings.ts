import { parseId, type Finding } from "@chant/core";
import type { SpecHeader, WordLists } from "../facts.ts";
import { thresholds, type LintThresholds } from "../thresholds.ts";

type Severity = Finding["severity"];

/** Which rules do not apply, and how severe the others are, by rule id. */
export interface RuleLevels {
  readonly disable?: readonly string[];
  readonly severity?: Readonly<Record<string, Severity>>;
}

/** What a field of a header may hold, as a project says. */
export interface FieldRule {
  readonly type?: "string" | "number" | "integer" | "boolean" | "array" | "object";
  readonly enum?: readonly string[];
  /** The type of the items of a list. */
  readonly items?: string;
}

/** What a project says about its lint rules: the section `lint` of its config, and the fields that it asks for. */
export interface LintSettings extends RuleLevels {
  /** Levels of one type of spec. */
  readonly types?: Readonly<Record<string, RuleLevels>>;
  /** Levels of one project prefix. */
  readonly projects?: Readonly<Record<string, RuleLevels>>;
  readonly thresholds?: Partial<LintThresholds>;
  readonly words?: WordLists;
  /** Fields that every spec must have. */
  readonly required?: readonly string[];
  readonly fields?: Readonly<Record<string, FieldRule>>;
}

export interface Levels {
  readonly disabled: ReadonlySet<string>;
  readonly severity: ReadonlyMap<string, Severity>;
}

const none: LintSettings = {};

/**
 * The levels that apply to one spec. What any of them disables is disabled; of several severities the narrowest counts: the
 * spec's own `lint: {disable, severity}`, its type's, its prefix's, the project's.
 */
export function levelsFor(spec: SpecHeader, settings: LintSettings = none): Levels {
  const own = Object.hasOwn(spec.unknown, "lint") ? ownLevels(spec.unknown["lint"]) : undefined;
  // Taking an id apart costs more than most rules.
  const project = Object.keys(settings.projects ?? {}).length === 0 ? undefined : parseId(spec.id)?.project;
  const { type } = spec.frontmatter;
  return own === undefined
    ? sharedLevels(settings, { type, project })
    : combine([...layersOf(settings, { type, project }), own]);
}

interface Group {
  readonly type: string;
  readonly project: string | undefined;
}

// Once for all specs of a type and a prefix: thousands of specs share a handful of them.
const shared = new WeakMap<LintSettings, Map<string, Levels>>();

function sharedLevels(settings: LintSettings, group: Group): Levels {
  const known = shared.get(settings) ?? new Map<string, Levels>();
  const key = `${group.type} ${group.project ?? ""}`;
  const levels = known.get(key) ?? combine(layersOf(settings, group));
  shared.set(settings, known.set(key, levels));
  return levels;
}

function layersOf(settings: LintSettings, { type, project }: Group): RuleLevels[] {
  return [settings, named(settings.projects, project), named(settings.types, type)];
}

function named(levels: LintSettings["types"], name: string | undefined): RuleLevels {
  return levels !== undefined && name !== undefined && Object.hasOwn(levels, name) ? (levels[name] ?? {}) : {};
}

function combine(layers: readonly RuleLevels[]): Levels {
  return {
    disabled: new Set(layers.flatMap(({ disable = [] }) => disable)),
    severity: new Map(layers.flatMap(({ severity = {} }) => Object.entries(severity))),
  };
}

/** The thresholds of a project over the defaults. */
export function thresholdsOf({ thresholds: own }: LintSettings = none): LintThresholds {
  return own === undefined ? thresholds.lint : { ...thresholds.lint, ...own };
}

const severities: ReadonlySet<unknown> = new Set(["error", "warning", "info"] satisfies Severity[]);

/** A header holds what somebody typed: whatever is not a level says nothing. */
function ownLevels(value: unknown): RuleLevels {
  const { disable, severity } = record(value);
  const levels = Object.entries(record(severity)).filter(([, level]) => severities.has(level));
  return {
    disable: [disable].flat().filter((rule): rule is string => typeof rule === "string"),
    severity: Object.fromEntries(levels) as Readonly<Record<string, Severity>>,
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
