import { isMemberOf, parentOf } from "@chant/core";
import type { SpecHeader } from "../../facts.ts";
import { isDriver } from "../../measure.ts";
import type { LintRule } from "../rule.ts";

export const coupling: LintRule = {
  id: "coupling",
  severity: "warning",
  summary: "The text stands alone: what it waits for is in depends_on, not in a sentence.",
  docs: "Ids in code blocks do not count; drivers and conflicts may name anybody, members all but their siblings.",
  check({ spec, facts }) {
    if (facts.mentions.length === 0 || isAboutOthers(spec)) return [];
    return facts.mentions
      .filter(({ id }) => isCoupling(spec, id))
      .map(({ id, line }) => ({
        line,
        message: `The text names ${id}.`,
        suggestion: "Put it in depends_on if the work waits for it, and write here what matters of it.",
      }));
  },
};

/** Chant writes conflict specs, and they are about the specs that clashed. */
function isAboutOthers(spec: SpecHeader): boolean {
  return isDriver(spec) || spec.frontmatter.type === "conflict";
}

/** A member may speak of everything but its siblings; other specs may speak of themselves and their members. */
function isCoupling({ id, frontmatter }: SpecHeader, other: string): boolean {
  if (other === id || isMemberOf(other, id) || frontmatter.depends_on?.includes(other) === true) return false;
  const driver = parentOf(id);
  return driver === undefined || parentOf(other) === driver;
}
