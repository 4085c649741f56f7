import * as z from "zod";
import { sectionNames, sectionSchema } from "../config/schema.ts";
import type { JsonSchema } from "./json-schemas.ts";

/** The schema of a config's header, from the sections of the config. An unknown key is worth a mark: nobody reads it. */
export function configJsonSchema(): JsonSchema {
  const sections = sectionNames.map((name) => [name, sectionJsonSchema(sectionSchema(name))] as const);
  return { type: ["object", "null"], properties: Object.fromEntries(sections), additionalProperties: false };
}

type Draft = Readonly<Record<string, unknown>>;

function sectionJsonSchema(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...section } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Draft;
  return withDefaults(asEditorsRead(section) as Draft, schema.parse(undefined));
}

/** Zod leaves out the defaults of what it reads in several spellings. */
function withDefaults(schema: Draft, preset: unknown): Draft {
  const properties = schema["properties"] as Readonly<Record<string, Draft>> | undefined;
  if (properties === undefined || typeof preset !== "object" || preset === null)
    return isFreeMapping(schema) || preset === undefined ? schema : { ...schema, default: preset };
  const inner = Object.entries(properties).map(([key, part]) => {
    return [key, withDefaults(part, (preset as Record<string, unknown>)[key])] as const;
  });
  return { ...schema, properties: Object.fromEntries(inner) };
}

function isFreeMapping(schema: Draft): boolean {
  return [schema["type"]].flat().includes("object");
}

/** YAML has numbers and booleans where chant reads text, and chant takes one text for a list of one. */
function asEditorsRead(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asEditorsRead);
  if (typeof value !== "object" || value === null) return value;
  const { propertyNames: _, ...schema } = Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === "default" ? inner : asEditorsRead(inner)]),
  ) as Draft;
  const wider = wide[String(schema["type"])];
  return wider === undefined ? schema : wider(schema);
}

const wide: Readonly<Record<string, (schema: Draft) => Draft>> = {
  object: ({ default: preset, ...schema }) => ({
    ...schema,
    ...(Object.keys(preset ?? {}).length === 0 ? {} : { default: preset }),
    type: ["object", "null"],
    ...(schema["properties"] === undefined ? {} : { additionalProperties: schema["additionalProperties"] ?? false }),
  }),
  array: (schema) => ({ ...schema, type: ["array", ...(isListOfTexts(schema) ? ["string"] : []), "null"] }),
  boolean: ({ type: _, ...schema }) => ({ ...schema, enum: [true, false, "yes", "no", "on", "off", null] }),
  string: (schema) => (hasChoice(schema) ? schema : { ...schema, type: ["string", "number", "boolean", "null"] }),
  number: (schema) => ({ ...schema, type: ["number", "null"] }),
  integer: (schema) => ({ ...schema, type: ["integer", "null"] }),
};

function isListOfTexts({ items }: Draft): boolean {
  const { type } = (items ?? {}) as Draft;
  return [type].flat().includes("string");
}

function hasChoice(schema: Draft): boolean {
  return schema["enum"] !== undefined || schema["const"] !== undefined;
}
