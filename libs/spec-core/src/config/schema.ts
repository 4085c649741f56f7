import * as z from "zod";
import * as policy from "./sections/policy.ts";
import * as running from "./sections/running.ts";
import * as surfaces from "./sections/surfaces.ts";

/**
 * Every section of the config: its keys, their types and their defaults. A section is made when somebody asks for it: to
 * make all of them takes about as long as Node takes to start.
 */
const sections = {
  version: () => version(),
  project: () => running.project().prefault({}).describe("About the project"),
  defaults: () => running.defaults().prefault({}).describe("What specs do not say themselves"),
  agent: () => running.agent().prefault({}).describe("How agents are run"),
  providers: () => running.providers().default({}).describe("Providers that are reached over HTTP, by name"),
  parallel: () => running.parallel().prefault({}).describe("Working several specs at once"),
  worktree: () => running.worktree().prefault({}).describe("Where agents work"),
  merge: () => running.merge().prefault({}).describe("How branches are merged"),
  git: () => running.git().prefault({}).describe("Chant's own commits"),
  repos: () => running.repos().default([]).describe("Other repositories that specs may depend on"),
  limits: () => running.limits().prefault({}).describe("Limits of what is run"),
  costs: () => running.costs().prefault({}).describe("Limits of what runs cost: in all, and by project prefix"),
  enterprise: () => policy.enterprise().prefault({}).describe("Fields that come from conventions"),
  approval: () => policy.approval().prefault({}).describe("Approvals"),
  validation: () => policy.validation().prefault({}).describe("Answers with a schema"),
  lint: () => policy.lint().prefault({}).describe("Lint rules"),
  schema: () => policy.schema().prefault({}).describe("What headers of specs must hold"),
  templates: () => policy.templates().prefault({}).describe("Templates"),
  lifecycle: () => policy.lifecycle().prefault({}).describe("What becomes of old specs and branches"),
  hooks: () => running.hooks().prefault({}).describe("Commands to call on what becomes of runs"),
  site: () => surfaces.site().prefault({}).describe("The static site"),
  watch: () => surfaces.watch().prefault({}).describe("The loop that watches runs"),
  export: () => surfaces.exporting().prefault({}).describe("chant export"),
  daemon: () => surfaces.daemon().prefault({}).describe("The daemon"),
} as const satisfies Readonly<Record<string, () => z.ZodType>>;

export type SectionName = keyof typeof sections;

/** The config in force: every section with its defaults filled in. */
export type Config = { readonly [Name in SectionName]: z.output<ReturnType<(typeof sections)[Name]>> };

export const sectionNames = Object.keys(sections) as readonly SectionName[];

/** Whether the config has a section of that name. */
export function isSectionName(name: string): name is SectionName {
  return Object.hasOwn(sections, name);
}

const made = new Map<SectionName, z.ZodType>();

/** The schema of one section, made once. */
export function sectionSchema(name: SectionName): z.ZodType {
  const schema = made.get(name) ?? sections[name]();
  made.set(name, schema);
  return schema;
}

/** The newest version of the config format that this chant reads. */
const formatVersion = 1;

function version() {
  return z.coerce
    .number()
    .max(formatVersion, { error: "this chant is older than the config; update it" })
    .default(formatVersion)
    .describe("Version of the config format");
}
