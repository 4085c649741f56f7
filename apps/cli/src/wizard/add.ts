import { confirm, multiselect, select, text } from "@clack/prompts";
import { parentOf } from "@chant/core";
import { findOperation, runOperation, type Context } from "@chant/operations";
import { escapeControls } from "../terminal/escape.ts";
import { askLines, askSteps, type Step } from "./steps.ts";
import type { Input, Wizard } from "./wizards.ts";

/** Asks what a new spec is about, or for the variables of its template. */
export const addWizard: Wizard = {
  isWanted: ({ description, template }) => description === undefined || template !== undefined,
  ask: async (input, context) => {
    const whole = input["template"] === undefined ? await askAll(input, context) : input;
    return whole === undefined ? undefined : askVariables(whole, context);
  },
};

async function askAll(input: Input, context: Context): Promise<Input | undefined> {
  const [templates, specs] = await Promise.all([findTemplates(context), findSpecs(context)]);
  const answers = await askSteps(
    [["template", () => askTemplate(templates)], ...titleSteps, ...shapeSteps, ...relationSteps(specs)],
    input,
  );
  if (answers === undefined) return undefined;
  const { title, body, labels, ...rest } = answers;
  const description = [title, body].filter(Boolean).join("\n");
  const label = typeof labels === "string" ? labels.split(",").map((one) => one.trim()) : [];
  return {
    ...rest,
    ...(description === "" ? {} : { description }),
    ...(label.length === 0 ? {} : { label: label.filter(Boolean) }),
  };
}

const types = ["code", "task", "documentation", "research", "driver"];

const titleSteps: readonly Step[] = [
  [
    "title",
    ({ template }) =>
      text({
        message: "Spec title",
        validate: (value) => (template === undefined && !value?.trim() ? "A spec needs a title." : undefined),
      }),
  ],
  ["body", ({ template }) => (template === undefined ? text({ message: "Brief description (optional)" }) : undefined)],
];

const shapeSteps: readonly Step[] = [
  [
    "type",
    ({ type, template }) =>
      type === undefined && template === undefined
        ? select({ message: "Spec type", options: types.map((value) => ({ value })) })
        : undefined,
  ],
  [
    "labels",
    ({ label }) => (label === undefined ? text({ message: "Labels, separated by commas (optional)" }) : undefined),
  ],
  [
    "criterion",
    ({ criterion, template }) =>
      criterion === undefined && template === undefined
        ? askLines("Acceptance criteria", (message) => text({ message, defaultValue: "" }))
        : undefined,
  ],
  [
    "target_files",
    ({ target_files }) =>
      target_files === undefined
        ? askLines("Target files", (message) => text({ message, defaultValue: "" }))
        : undefined,
  ],
];

interface Row {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  readonly status: string;
}

/** More than that cannot be chosen from; they can be typed as --depends-on. */
const most = 200;

function relationSteps(specs: readonly Row[]): readonly Step[] {
  const toOption = ({ id, title }: Row) => ({ value: id, label: `${id}  ${escapeControls(title)}` });
  const parents = new Set(specs.map(({ id }) => parentOf(id)));
  const drivers = specs.filter(({ id, type }) => type === "driver" || type === "group" || parents.has(id));
  const open = specs.filter(({ status }) => status !== "completed" && status !== "cancelled").slice(-most);
  return [
    [
      "group",
      ({ group }) =>
        group === undefined && drivers.length > 0
          ? select({
              message: "Member of",
              options: [{ value: "", label: "(none)" }, ...drivers.map(toOption)],
              maxItems: 10,
            })
          : undefined,
    ],
    [
      "depends_on",
      ({ depends_on }) =>
        depends_on === undefined && open.length > 0
          ? multiselect({
              message: "Waits for (space to choose, enter to go on)",
              options: open.reverse().map(toOption),
              required: false,
              maxItems: 10,
            })
          : undefined,
    ],
    [
      "needs_approval",
      ({ needs_approval }) =>
        needs_approval === undefined
          ? confirm({ message: "Does it need an approval?", initialValue: false })
          : undefined,
    ],
  ];
}

interface Template {
  readonly name: string;
  readonly description?: string;
}

interface Variable {
  readonly name: string;
  readonly description?: string;
  readonly required: boolean;
  readonly default?: string;
}

function askTemplate(templates: readonly Template[]): Promise<unknown> | undefined {
  if (templates.length === 0) return undefined;
  const options = templates.map(({ name, description }) => ({
    value: name,
    label: name,
    ...(description === undefined ? {} : { hint: description }),
  }));
  return select({ message: "Template", options: [{ value: "", label: "(none)" }, ...options] });
}

/** The variables that nobody gave: required ones have to be, others may stay as the template says. */
async function askVariables(input: Input, context: Context): Promise<Input | undefined> {
  const { template: name, var: given = [] } = input as { template?: string; var?: readonly string[] };
  if (name === undefined) return input;
  const { variables } = (await run("template show", { name }, context)) as { variables: readonly Variable[] };
  const known = new Set(given.map((pair) => pair.split("=")[0]));
  const open = variables.filter((one) => !known.has(one.name) && one.default === undefined && one.required);
  const steps = open.map((one): Step => [one.name, () => askVariable(one)]);
  const answers = await askSteps(steps, {});
  if (answers === undefined) return undefined;
  return { ...input, var: [...given, ...Object.entries(answers).map(([key, value]) => `${key}=${String(value)}`)] };
}

function askVariable({ name, description }: Variable): Promise<string | symbol> {
  const message = description === undefined ? name : `${name}: ${escapeControls(description)}`;
  return text({ message, validate: (value) => (value?.trim() ? undefined : `The template needs ${name}.`) });
}

async function findTemplates(context: Context): Promise<readonly Template[]> {
  return ((await run("template list", {}, context)) as { templates: readonly Template[] }).templates;
}

async function findSpecs(context: Context): Promise<readonly Row[]> {
  return ((await run("list", {}, context)) as { specs: readonly Row[] }).specs;
}

async function run(name: string, input: Input, context: Context): Promise<unknown> {
  const operation = await findOperation(name);
  if (operation === undefined) throw new Error(`There is no operation ${name}.`);
  return runOperation(operation, input, context);
}
