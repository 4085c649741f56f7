import { requireReadable } from "./edit.ts";
import { sectionsOf } from "./markdown.ts";
import { parseSpec } from "./parse.ts";
import type { Spec } from "./spec.ts";

/** Appends a level-2 section to the end of a spec; what is there stays as it is. */
export function appendSection(spec: Spec, heading: string, markdown: string): Spec {
  requireReadable(spec);
  const eol = spec.text.includes("\r\n") ? "\r\n" : "\n";
  const gap = spec.body.endsWith(eol) || spec.body === "" ? eol : eol + eol;
  const section = `## ${heading}\n\n${markdown.trim()}\n`.replaceAll(/\r?\n/g, eol);
  return parseSpec(spec.text + gap + section, { id: spec.id });
}

/** Replaces the content of the last level-2 section of that name in its place; appends it where there is none. */
export function replaceSection(spec: Spec, heading: string, markdown: string): Spec {
  requireReadable(spec);
  const section = sectionsOf(spec).findLast((one) => one.heading.depth === 2 && one.name === heading);
  if (section === undefined) return appendSection(spec, heading, markdown);
  const eol = spec.text.includes("\r\n") ? "\r\n" : "\n";
  const [start, end] = [spec.bodyOffset + section.start, spec.bodyOffset + section.end];
  const tail = end < spec.text.length ? "\n" : "";
  const content = `## ${heading}\n\n${markdown.trim()}\n${tail}`.replaceAll(/\r?\n/g, eol);
  return parseSpec(spec.text.slice(0, start) + content + spec.text.slice(end), { id: spec.id });
}
