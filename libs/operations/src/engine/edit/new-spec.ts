import { createSpec, parseSpec, renderTemplate, setFields, type Frontmatter, type Spec } from "@chant/core";
import type { SpecTemplate } from "@chant/core";

export interface NewSpecText {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly criteria: readonly string[];
  readonly fields: Partial<Frontmatter>;
}

/** A new spec, its criteria in a section of their own. */
export function composeSpec({ id, title, body, criteria, fields }: NewSpecText): Spec {
  const parts = [body, criteriaSection(criteria)].filter((part) => part !== "");
  return createSpec({ id, title, body: parts.join("\n\n"), fields });
}

export interface FromTemplate extends NewSpecText {
  readonly template: SpecTemplate;
  /** What the user typed, whole. */
  readonly description: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly date: string;
  readonly project: string;
}

/**
 * A new spec from a template. Labels, files and context of both are there; of everything else the user's word wins. Without
 * a title of its own it gets the user's. Throws INPUT_MISSING for a variable without a value.
 */
export function composeFromTemplate(request: FromTemplate): { spec: Spec; unknown: readonly string[] } {
  const { id, template, description, variables: values, date, project, fields } = request;
  const builtins = { description, date, id, project };
  const { labels, target_files, context, ...single } = fields;
  const rendered = renderTemplate({ template, values, builtins, fields: single });
  const made = parseSpec(rendered.text, { id });
  const spec = setFields(made, united(made.frontmatter, { labels, target_files, context }));
  return { spec: parseSpec(withHeading(spec, request), { id }), unknown: rendered.unknown };
}

type Lists = Pick<Frontmatter, "labels" | "target_files" | "context">;

type Given = { readonly [Key in keyof Lists]: Lists[Key] | undefined };

function united(own: Frontmatter, given: Given): Partial<Lists> {
  const entries = Object.entries(given) as [keyof Lists, readonly string[] | undefined][];
  const asked = entries.filter(([, list]) => list !== undefined && list.length > 0);
  return Object.fromEntries(asked.map(([key, list]) => [key, [...new Set([...(own[key] ?? []), ...(list ?? [])])]]));
}

function withHeading({ text, title, bodyOffset }: Spec, { title: asked, body, criteria }: FromTemplate): string {
  const more = criteriaSection(criteria);
  const end = more === "" ? "" : `\n${more}\n`;
  if (title !== undefined || asked === "") return text + end;
  const heading = `\n# ${asked.replaceAll(/\s+/g, " ")}\n${body === "" ? "" : `\n${body}\n`}`;
  return text.slice(0, bodyOffset) + heading + text.slice(bodyOffset) + end;
}

function criteriaSection(criteria: readonly string[]): string {
  if (criteria.length === 0) return "";
  const lines = criteria.map((text) => `- [ ] ${text.replaceAll(/\s+/g, " ").trim()}`);
  return ["## Acceptance Criteria", "", ...lines].join("\n");
}
