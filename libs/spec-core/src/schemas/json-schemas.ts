import { configJsonSchema } from "./config-schema.ts";
import { fieldSchemas, oneOf, scalar } from "./field-schemas.ts";

export type JsonSchema = Readonly<Record<string, unknown>>;

const draft = "https://json-schema.org/draft/2020-12/schema";

/**
 * What editors need to complete and check the headers of chant's files, one JSON Schema a kind of file. They are for YAML as
 * editors read it, with numbers and booleans, and accept every spelling that chant accepts.
 */
export function jsonSchemas(): Readonly<Record<"spec" | "config" | "prompt" | "template", JsonSchema>> {
  return {
    spec: { $schema: draft, title: "Header of a chant spec", type: object, properties: fieldSchemas() },
    config: { $schema: draft, title: "Header of a chant config", ...configJsonSchema() },
    prompt: { $schema: draft, title: "Header of a chant prompt", type: object, properties: promptFields },
    template: templateSchema(),
  };
}

/** A header may hold nothing at all. */
const object = ["object", "null"];

const promptFields = {
  name: { ...scalar, description: "Name; the name of the file is what counts" },
  purpose: { ...scalar, description: "What the prompt is for" },
  extends: { ...scalar, description: "Prompt that this one builds on; its text goes where {{> parent}} stands" },
  commits: { ...oneOf.boolean, description: "false where the agent must not commit" },
};

function templateSchema(): JsonSchema {
  const { type, labels, target_files, context, prompt } = fieldSchemas();
  const properties = {
    name: { ...scalar, pattern: "\\S", description: "Name of the template" },
    description: { ...scalar, description: "What it is for" },
    variables: { type: ["array", "null"], items: variable, description: "What the template asks for" },
    ...{ type, labels, target_files, context, prompt },
  };
  return { $schema: draft, title: "Header of a chant template", type: "object", required: ["name"], properties };
}

const variable = {
  type: "object",
  required: ["name"],
  properties: {
    name: { ...scalar, pattern: "^\\w+$", description: "Name in {{name}}" },
    description: { ...scalar, description: "What to give" },
    required: { ...oneOf.boolean, description: "Whether a value must be given" },
    default: { ...scalar, description: "Value where none is given" },
  },
};
