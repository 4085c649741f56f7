import { sectionsOf, type Spec } from "@chant/core";

const written = ["agent conversation", "agent output", "execution result"];

/** A spec's body without the level-2 sections in which earlier runs told what they did. */
export function withoutAgentSections(spec: Spec): string {
  const sections = sectionsOf(spec).filter(({ heading, name }) => heading.depth === 2 && isWritten(name));
  const { body, end } = sections.reduce(
    (kept, section) => ({ body: kept.body + spec.body.slice(kept.end, section.start), end: section.end }),
    { body: "", end: 0 },
  );
  return body + spec.body.slice(end);
}

function isWritten(name: string): boolean {
  const lower = name.toLowerCase();
  return written.some((part) => lower.includes(part));
}
