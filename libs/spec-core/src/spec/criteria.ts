import type { List, ListItem, RootContent } from "mdast";
import { ChantError } from "../errors/chant-error.ts";
import { requireReadable } from "./edit.ts";
import { placeAt } from "./finding.ts";
import { offsetOf, sectionsOf, sourceOf, type Section } from "./markdown.ts";
import { parseSpec } from "./parse.ts";
import type { Spec } from "./spec.ts";

/** One acceptance criterion. */
export interface Criterion {
  readonly index: number;
  readonly text: string;
  readonly checked: boolean;
  /** Line in the whole text, from 1. */
  readonly line: number;
  /** Offset in the whole text of the character between the brackets. */
  readonly offset: number;
}

/** Sections that agents and chant write; a criterion quoted there is none. */
const generated =
  /^(agent (output|conversation)|execution result|output|takeover analysis|approval discussion|verification.*)$/i;

/**
 * The acceptance criteria of a spec: the task-list items, nested ones included, of the last section headed "Acceptance
 * Criteria" at level 2 to 6. Code, quotes and generated sections do not count, nor does a heading that says more.
 */
export function criteriaOf(spec: Spec): readonly Criterion[] {
  const section = criteriaSection(spec);
  if (section === undefined) return [];
  return section.nodes.flatMap(taskItems).map((item, index) => toCriterion(spec, item, index));
}

/** Ticks one criterion, or takes the tick back: one character changes. Throws PARSE_EDIT when there is none. */
export function tickCriterion(spec: Spec, index: number, checked = true): Spec {
  requireReadable(spec);
  const criterion = criteriaOf(spec)[index];
  if (criterion === undefined) {
    throw new ChantError("PARSE_EDIT", `${spec.id} has no criterion ${index + 1}.`, { details: { index } });
  }
  if (criterion.checked === checked) return spec;
  const { offset } = criterion;
  return parseSpec(spec.text.slice(0, offset) + (checked ? "x" : " ") + spec.text.slice(offset + 1), { id: spec.id });
}

function criteriaSection(spec: Spec): Section | undefined {
  const sections = sectionsOf(spec);
  const hidden = sections.filter((section) => generated.test(section.name));
  return sections.findLast(
    (section) =>
      section.heading.depth >= 2 &&
      /^acceptance criteria *:?$/i.test(section.name) &&
      !hidden.some((other) => other.start < section.start && section.start < other.end),
  );
}

function taskItems(node: RootContent): ListItem[] {
  if (node.type !== "list") return [];
  return (node as List).children.flatMap((item) => [
    ...(typeof item.checked === "boolean" ? [item] : []),
    ...item.children.flatMap((child) => taskItems(child)),
  ]);
}

function toCriterion(spec: Spec, item: ListItem, index: number): Criterion {
  const bracket = spec.body.indexOf("[", offsetOf(item));
  const offset = spec.bodyOffset + bracket + 1;
  const lines = sourceOf(spec, item.children.slice(0, 1))
    .replace(/^\[[ xX]\]\s*/, "")
    .split("\n");
  const text = lines.map((line) => line.trim()).join(" ");
  return { index, text, checked: item.checked === true, line: placeAt(spec.text, offset).line, offset };
}
