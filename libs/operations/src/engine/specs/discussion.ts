import { sectionsOf, type Spec } from "@chant/core";

const heading = "approval discussion";

/** The text of a spec's approval discussion, without its heading; empty where there is none. */
export function discussionOf(spec: Spec): string {
  if (!spec.text.toLowerCase().includes(heading)) return "";
  const sections = sectionsOf(spec).filter(({ name }) => name.toLowerCase() === heading);
  return sections.map(({ start, end }) => spec.body.slice(start, end).split("\n").slice(1).join("\n")).join("\n");
}

/** How many entries a discussion has: each begins with a name in bold, as `**marcos** - 2026-01-28 10:15 - REJECTED`. */
export function commentsIn(discussion: string): number {
  return discussion.match(/^\*\*[^*\n]+\*\* - /gm)?.length ?? 0;
}
