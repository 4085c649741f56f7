import { findNewCycle, parentOf, specTypes, type Frontmatter, type Spec } from "@chant/core";
import { ChantError } from "@chant/core/errors";
import { readTemplateFile, type StoredTemplate } from "@chant/core/store";
import * as z from "zod";
import type { Context } from "./kernel/context.ts";
import { defineOperation } from "./kernel/operation.ts";
import type { Project } from "./kernel/project.ts";
import { createSpecFile, previewId } from "./engine/edit/new-id.ts";
import { composeFromTemplate, composeSpec } from "./engine/edit/new-spec.ts";
import type { Derivation, Derive } from "./engine/edit/derivation.ts";
import { quality, specFinding } from "./engine/lint/quality.ts";
import { commitSpecFile } from "./engine/edit/spec-file.ts";
import { findSpec, loadSpecs, localDate, type SpecSet } from "./engine/specs/specs.ts";
import { defaultTemplate, parseVariables, templateFolders } from "./engine/edit/templates.ts";

const input = z.object({
  description: z.string().optional().describe("What is wanted; a long text becomes title and body"),
  template: z.string().optional().describe("Make it from this template"),
  var: z.array(z.string()).default([]).describe("Variable of the template, as name=value"),
  type: z.enum(specTypes).optional().describe("Kind of spec; without it the template's, or code"),
  label: z.array(z.string()).default([]).describe("Label"),
  depends_on: z.array(z.string()).default([]).describe("Spec that has to be completed first"),
  group: z.string().optional().describe("Make it the next member of this driver"),
  project: z.string().optional().describe("Prefix of the id in place of the project's own"),
  prompt: z.string().optional().describe("Prompt to work it with"),
  criterion: z.array(z.string()).default([]).describe("Acceptance criterion"),
  target_files: z.array(z.string()).default([]).describe("File that the work should change"),
  context: z.array(z.string()).default([]).describe("File that the agent should read"),
  needs_approval: z.boolean().default(false).describe("Refuse to work it before it is approved"),
  commit: z.boolean().default(true).describe("Commit the new file"),
});

type Input = z.output<typeof input>;

/** Creates a spec. */
export const add = defineOperation({
  name: "add",
  summary: "Add a spec",
  effect: "write",
  positionals: ["description"],
  input,
  output: z.object({
    id: z.string(),
    path: z.string(),
    title: z.string(),
    committed: z.boolean(),
    template: z.string().optional(),
    derived: z.record(z.string(), z.unknown()).optional().describe("Fields that the project's rules filled in"),
    notices: z.array(z.string()),
    quality,
    findings: z.array(specFinding),
  }),
  async run(asked, context) {
    const project = await context.project();
    const set = await loadSpecs(project);
    const where = { project, context, set };
    const plan = await makePlan(where, asked);
    const { id, path, made } = await createSpecFile({ ...where, ...plan }, (newId, file) =>
      compose(where, { plan, id: newId, path: file }),
    );
    const { spec, notices, derivation } = made;
    const subject =
      plan.template === undefined ? `add ${id}` : `add ${id} from template ${plan.template.template.name}`;
    const trailers = { "Chant-Spec": id };
    const committed = asked.commit && (await commitSpecFile({ project, context, path, subject, trailers }));
    const [{ judgeSpec }, { createLintContext }] = await Promise.all([
      import("./engine/lint/judge-spec.ts"),
      import("./engine/lint/lint-context.ts"),
    ]);
    const lint = await createLintContext(project, set);
    return {
      ...{ id, path, title: spec.title ?? "", committed },
      ...(plan.template === undefined ? {} : { template: plan.template.template.name }),
      ...(derivation === undefined || isEmpty(derivation.values) ? {} : { derived: { ...derivation.values } }),
      notices: [...notices, ...(asked.commit && !committed ? [uncommitted] : [])],
      ...judgeSpec({ id, text: spec.text, lint }),
    };
  },
});

const uncommitted = "The spec is not committed: there is no branch here to commit it to.";

const longTitle = 80;

/** A long description is a title up to its first line or sentence end, and a body. Throws INPUT_MISSING. */
export function splitDescription(description: string): { title: string; body: string } {
  const text = description.trim();
  if (text === "")
    throw new ChantError("INPUT_MISSING", "add needs a description.", { fix: 'chant add "Say what is wanted"' });
  const [firstLine = "", ...lines] = text.split(/\r?\n/);
  if (lines.length > 0) return { title: firstLine.trim(), body: lines.join("\n").trim() };
  const sentence = [...text].length > longTitle ? /^(.+?)\.\s+(.+)$/s.exec(text) : null;
  return { title: sentence?.[1] ?? text, body: sentence?.[2] ?? "" };
}

interface Where {
  readonly project: Project;
  readonly context: Context;
  readonly set: SpecSet;
}

/** Everything about the new spec but its id; whatever can be refused was refused when it is there. */
interface Plan {
  readonly asked: Input;
  readonly title: string;
  readonly body: string;
  readonly template: StoredTemplate | undefined;
  readonly variables: Readonly<Record<string, string>>;
  readonly fields: Partial<Frontmatter>;
  readonly group: string | undefined;
  readonly prefix: string | undefined;
  readonly derive: Derive | undefined;
}

async function makePlan(where: Where, asked: Input): Promise<Plan> {
  const { project, context } = where;
  const isUntitled = asked.template !== undefined && (asked.description ?? "").trim() === "";
  const { title, body } = isUntitled ? { title: "", body: "" } : splitDescription(asked.description ?? "");
  const template = await findTemplate(where, asked.template);
  const variables = parseVariables(asked.var);
  const dependencies = await Promise.all(asked.depends_on.map(async (id) => (await findSpec(where, id)).id));
  const group = asked.group === undefined ? undefined : await findDriver(where, asked);
  const plan = { asked, title, body, template, variables, group, prefix: asked.project };
  const id = await previewId({ ...where, ...plan });
  requireNoCycle(where.set, { id, dependencies });
  const fields = toFields(asked, dependencies);
  const derives = Object.keys(project.config.enterprise.derived).length > 0;
  const derive = derives
    ? await (await import("./engine/edit/derivation.ts")).openDerivation(project, context)
    : undefined;
  return { ...plan, fields, derive };
}

async function findTemplate(
  { project, context }: Where,
  name: string | undefined,
): Promise<StoredTemplate | undefined> {
  if (name === undefined) return defaultTemplate(project, context);
  return readTemplateFile({ ...templateFolders(project, context), name });
}

async function findDriver(where: Where, { group = "", project }: Input): Promise<string> {
  const driver = await findSpec(where, group);
  const fix = "chant add --help";
  if (project !== undefined)
    throw new ChantError("INPUT_INVALID", "--project has no meaning with --group: a member's id is its driver's.", {
      fix,
    });
  if (driver.archived)
    throw new ChantError("INPUT_INVALID", `${driver.id} is archived and gets no more members.`, { fix: "chant list" });
  return driver.id;
}

function toFields(asked: Input, dependencies: readonly string[]): Partial<Frontmatter> {
  const { type, label, prompt, target_files, context, needs_approval } = asked;
  const given = (key: keyof Frontmatter, list: readonly string[]) => (list.length > 0 ? { [key]: list } : {});
  return {
    ...(type === undefined ? {} : { type }),
    status: "pending",
    ...given("depends_on", dependencies),
    ...given("labels", label),
    ...given("target_files", target_files),
    ...given("context", context),
    ...(prompt === undefined ? {} : { prompt }),
    ...(needs_approval ? { approval: { required: true, status: "pending" as const } } : {}),
  };
}

interface Waiting {
  readonly id: string;
  readonly dependencies: readonly string[];
}

/** A driver waits for its members, and so for what they wait for. Throws DEP_CYCLE. */
function requireNoCycle({ graph }: SpecSet, { id, dependencies }: Waiting): void {
  for (let waiting: string | undefined = id; waiting !== undefined; waiting = parentOf(waiting)) {
    const depends_on = dependencies.filter((one) => one !== waiting);
    const circle = dependencies.includes(waiting) ? [waiting] : findNewCycle(graph, { id: waiting, depends_on });
    if (circle === undefined) continue;
    const message = `${id} would wait for itself: ${[...circle, circle[0]].join(" waits for ")}.`;
    throw new ChantError("DEP_CYCLE", message, { fix: `chant show ${circle.at(-1) ?? id}`, details: { circle } });
  }
}

interface Made {
  readonly spec: Spec;
  readonly notices: readonly string[];
  readonly derivation: Derivation | undefined;
}

function compose({ project, context }: Where, { plan, id, path }: { plan: Plan; id: string; path: string }): Made {
  const { asked, title, body, template, variables, fields, derive } = plan;
  const parts = { id, title, body, fields, criteria: asked.criterion };
  const facts = { date: localDate(context.now()), project: project.config.project.name };
  const description = (asked.description ?? "").trim();
  const { spec, notices } =
    template === undefined
      ? { spec: composeSpec(parts), notices: [] }
      : fromTemplate({ ...parts, ...facts, template: template.template, variables, description });
  const derivation = derive?.(spec, path);
  return { spec: derivation?.spec ?? spec, notices: [...notices, ...(derivation?.warnings ?? [])], derivation };
}

function fromTemplate(request: Parameters<typeof composeFromTemplate>[0]): { spec: Spec; notices: string[] } {
  const { template, variables, description } = request;
  const { spec, unknown } = composeFromTemplate(request);
  const known = new Set(template.variables.map((one) => one.name));
  const unused = Object.keys(variables).filter((name) => !known.has(name) && !hasPlaceholder(template.body, name));
  const silent = description !== "" && spec.title !== request.title && !hasPlaceholder(template.body, "description");
  const notices = [
    ...unused.map((name) => `The template ${template.name} does not use --var ${name}.`),
    ...unknown.map((name) => `{{${name}}} has no value and stays as it is.`),
    ...(silent
      ? [`The template ${template.name} has a title of its own and no {{description}}: yours is not used.`]
      : []),
  ];
  return { spec, notices };
}

function hasPlaceholder(text: string, name: string): boolean {
  return text.includes(`{{${name}}}`);
}

function isEmpty(values: object): boolean {
  return Object.keys(values).length === 0;
}
