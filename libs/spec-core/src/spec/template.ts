import { ChantError } from "../errors/chant-error.ts";
import { yamlOf, type FieldValue } from "./edit-header.ts";
import { parseFrontmatterData } from "./frontmatter.ts";
import type { Frontmatter } from "./spec.ts";

/** A value that a template asks for. */
export interface TemplateVariable {
  readonly name: string;
  readonly description: string | undefined;
  readonly required: boolean;
  /** Undefined without one; a default may be empty text. */
  readonly default: string | undefined;
}

/** What a template sets in the header of its specs, placeholders unfilled. */
interface TemplateDefaults {
  readonly type?: string;
  readonly labels?: readonly string[];
  readonly target_files?: readonly string[];
  readonly context?: readonly string[];
  readonly prompt?: string;
}

/** A file that new specs are made from. */
export interface SpecTemplate {
  readonly name: string;
  readonly description: string | undefined;
  readonly variables: readonly TemplateVariable[];
  readonly defaults: TemplateDefaults;
  readonly body: string;
}

/**
 * Reads a spec template. Throws CONFIG_INVALID when its frontmatter cannot be read, has no name, or declares variables that
 * no placeholder could name. `file` is what messages call it.
 */
export function parseTemplate(text: string, { file }: { readonly file: string }): SpecTemplate {
  const { data, body, findings } = parseFrontmatterData(text);
  if (findings[0] !== undefined) throw invalid(file, findings[0].message);
  const name = textOf(data["name"])?.trim();
  if (name === undefined || name === "") throw invalid(file, "it has no name in its frontmatter");
  const variables = variablesOf(file, data["variables"]);
  return { name, description: textOf(data["description"]), variables, defaults: defaultsOf(file, data), body };
}

export interface TemplateRequest {
  readonly template: SpecTemplate;
  /** What the user gave, by variable name; a name that the template does not declare is filled in as well. */
  readonly values: Readonly<Record<string, string>>;
  /** `description`, `date`, `id` and `project`, used where neither the user nor the template has a value. */
  readonly builtins?: Readonly<Record<string, string>>;
  /** Fields that win over the template's, such as an approval. */
  readonly fields?: Partial<Frontmatter>;
}

export interface RenderedTemplate {
  /** The whole text of the new spec. */
  readonly text: string;
  /** Placeholders without a value; they stay as they are. */
  readonly unknown: readonly string[];
}

/**
 * Makes a spec's text from a template in a single pass over `{{name}}`, so that a value is never read as a template. Header
 * values go through a YAML serializer, so no value can add or break a field. Throws INPUT_MISSING with every required
 * variable that has no value.
 */
export function renderTemplate({ template, values, builtins = {}, fields = {} }: TemplateRequest): RenderedTemplate {
  const known = valuesOf({ template, values, builtins });
  const missing = missingVariables(template, known);
  if (missing.length > 0) throw missingError(template, missing);
  const unknown = new Set<string>();
  const fill = (text: string) =>
    text.replaceAll(/\{\{(\w+)\}\}/g, (mark, name: string) => {
      const value = known.get(name);
      if (value === undefined) unknown.add(name);
      return value ?? mark;
    });
  const { type = "code", prompt, ...lists } = template.defaults;
  const filled = Object.entries(lists).map(([key, items]) => [key, items.map(fill)] as const);
  const header = { type, status: "pending", ...Object.fromEntries(filled), prompt, ...fields };
  const lines = Object.entries(header).filter(([, value]) => value !== undefined);
  const yaml = lines.map(([key, value]) => yamlOf(key, value as FieldValue)).join("");
  const body = fill(template.body).replaceAll("\r\n", "\n").trim();
  return { text: `---\n${yaml}---\n${body === "" ? "" : `\n${body}\n`}`, unknown: [...unknown] };
}

type Known = ReadonlyMap<string, string>;

/** The user's word first, then the template's, then what chant knows itself. */
function valuesOf({ template, values, builtins }: Required<Omit<TemplateRequest, "fields">>): Known {
  const declared = template.variables.flatMap((one) => (one.default === undefined ? [] : [[one.name, one.default]]));
  const layers = [...Object.entries(builtins), ...(declared as [string, string][]), ...Object.entries(values)];
  return new Map(layers);
}

function missingVariables({ variables }: SpecTemplate, known: Known): readonly TemplateVariable[] {
  return variables.filter(({ name, required }) => required && (known.get(name) ?? "") === "");
}

function missingError({ name }: SpecTemplate, missing: readonly TemplateVariable[]): ChantError {
  const described = missing.map((one) =>
    one.description === undefined ? one.name : `${one.name} (${one.description})`,
  );
  return new ChantError("INPUT_MISSING", `The template "${name}" needs a value for ${described.join(", ")}.`, {
    fix: `chant add --template ${name} ${missing.map((one) => `--var ${one.name}=<value>`).join(" ")}`,
    details: { template: name, missing: missing.map((one) => one.name) },
  });
}

function variablesOf(file: string, raw: unknown): TemplateVariable[] {
  if (raw === undefined || raw === "") return [];
  if (!Array.isArray(raw)) throw invalid(file, "variables is not a list");
  const variables = raw.map((entry: unknown) => variableOf(file, entry));
  const twice = variables.find(({ name }, at) => variables.findIndex((other) => other.name === name) !== at);
  if (twice !== undefined) throw invalid(file, `the variable ${twice.name} is declared twice`);
  return variables;
}

function variableOf(file: string, entry: unknown): TemplateVariable {
  const { name, description, required, default: preset } = (entry ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof name !== "string" || !/^\w+$/.test(name))
    throw invalid(file, `the variable ${JSON.stringify(name ?? entry)} has no name of letters, digits and underscores`);
  if (preset !== undefined && typeof preset !== "string") throw invalid(file, `the default of ${name} is not text`);
  return { name, description: textOf(description), required: isTrue(required), default: preset };
}

function defaultsOf(file: string, data: Readonly<Record<string, unknown>>): TemplateDefaults {
  const scalars = ["type", "prompt"].map((key) => [key, textOf(data[key])] as const);
  const lists = ["labels", "target_files", "context"].map((key) => [key, listOf(file, key, data[key])] as const);
  return Object.fromEntries([...scalars, ...lists].filter(([, value]) => value !== undefined && value.length > 0));
}

function listOf(file: string, key: string, raw: unknown): readonly string[] | undefined {
  if (raw === undefined || raw === "") return undefined;
  const items: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
  // An unquoted {{name}} is a YAML mapping and not text, which nobody sees who writes it.
  if (items.every((item) => typeof item === "string")) return items;
  throw invalid(file, `${key} is not a list of texts; put quotes around "{{name}}"`);
}

function textOf(raw: unknown): string | undefined {
  return typeof raw === "string" && raw !== "" ? raw : undefined;
}

function isTrue(raw: unknown): boolean {
  return ["true", "yes", "on"].includes(String(raw).toLowerCase());
}

function invalid(file: string, why: string): ChantError {
  const sentence = `The template ${file} cannot be used: ${why.replace(/\.$/, "")}.`;
  return new ChantError("CONFIG_INVALID", sentence, { fix: `edit ${file}`, details: { file } });
}
