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

/**
 * Adds to the end of the last section of that name, in whatever case it is written; appends the section where there is none.
 * What is there stays as it is.
 */
export function extendSection(spec: Spec, heading: string, markdown: string): Spec {
  requireReadable(spec);
  const name = heading.toLowerCase();
  const section = sectionsOf(spec).findLast((one) => one.heading.depth > 1 && one.name.toLowerCase() === name);
  if (section === undefined) return appendSection(spec, heading, markdown);
  const eol = spec.text.includes("\r\n") ? "\r\n" : "\n";
  const at = spec.bodyOffset + section.start + lengthOfText(spec.body.slice(section.start, section.end));
  const rest = spec.text.slice(at);
  const gap = rest.trim() === "" || rest.startsWith(eol + eol) ? "" : eol;
  const added = `\n\n${markdown.trim()}`.replaceAll(/\r?\n/g, eol);
  return parseSpec(spec.text.slice(0, at) + added + gap + rest, { id: spec.id });
}

/** Up to the end of the last line that says something. */
function lengthOfText(text: string): number {
  const { length } = text.trimEnd();
  return length + text.slice(length).search(/\r?\n|$/);
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
