import type * as z from "zod";
import type { ConfigInput } from "./parse.ts";
import { isSectionName, sectionNames, sectionSchema } from "./schema.ts";

export interface UnknownKey {
  readonly path: readonly PropertyKey[];
  /** The keys that may stand there. */
  readonly known: readonly string[];
}

/** The keys of a config, at any depth, that nobody reads. */
export function findUnknownKeys(values: ConfigInput): UnknownKey[] {
  return Object.entries(values).flatMap(([name, value]) =>
    isSectionName(name)
      ? unknownIn(sectionSchema(name), { path: [name], value })
      : [{ path: [name], known: sectionNames }],
  );
}

interface Part {
  readonly path: readonly PropertyKey[];
  readonly value: unknown;
}

function unknownIn(schema: z.core.$ZodType, { path, value }: Part): UnknownKey[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if ("innerType" in def) return unknownIn(def.innerType, { path, value });
  if (def.type === "pipe") return unknownIn(def.out, { path, value });
  if (typeof value !== "object" || value === null) return [];
  const parts = Object.entries(value).map(([key, inner]) => ({ key, path: [...path, key], value: inner as unknown }));
  if (def.type === "array") return parts.flatMap(({ key, ...part }) => unknownIn(def.element, at(part, Number(key))));
  if (def.type === "record") return parts.flatMap((part) => unknownIn(def.valueType, part));
  if (def.type !== "object") return [];
  const known = Object.keys(def.shape);
  return parts.flatMap(({ key, ...part }) => {
    const inner = Object.hasOwn(def.shape, key) ? def.shape[key] : def.catchall;
    return inner === undefined ? [{ path: part.path, known }] : unknownIn(inner, part);
  });
}

/** The same part under a number instead of its text. */
function at({ path, value }: Part, index: number): Part {
  return { path: [...path.slice(0, -1), index], value };
}
