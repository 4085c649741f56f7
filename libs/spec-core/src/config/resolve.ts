import { ChantError } from "../errors/chant-error.ts";
import type { ConfigInput } from "./parse.ts";
import { configSchema, type Config } from "./schema.ts";

export interface ConfigLayers {
  /** Weakest first: global, project, local. */
  readonly layers: readonly ConfigInput[];
}

/** The config in force: mappings merge key by key, lists and values of a later layer replace. Throws CONFIG_INVALID. */
export function resolveConfig({ layers }: ConfigLayers): Config {
  const merged = layers.reduce<ConfigInput>((below, above) => mergeLayers(below, above) as ConfigInput, {});
  const parsed = configSchema.safeParse(merged);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = issue?.path.join(".") ?? "";
  throw new ChantError("CONFIG_INVALID", `${name} has a value that is not accepted: ${issue?.message ?? ""}.`, {
    fix: "chant config --validate",
    details: { key: name },
  });
}

function mergeLayers(below: unknown, above: unknown): unknown {
  if (!isMapping(below) || !isMapping(above)) return above;
  const keys = new Set([...Object.keys(below), ...Object.keys(above)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, Object.hasOwn(above, key) ? mergeLayers(below[key], above[key]) : below[key]]),
  );
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
