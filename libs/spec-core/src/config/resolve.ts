import { ChantError } from "../errors/chant-error.ts";
import type { ConfigInput } from "./parse.ts";
import { sectionNames, sectionSchema, type Config, type SectionName } from "./schema.ts";

export interface ConfigLayers {
  /** Weakest first: global, project, local. */
  readonly layers: readonly ConfigInput[];
}

/**
 * The config in force: mappings merge key by key, lists and values of a later layer replace. What a layer says is checked
 * at once, and a section that none mentions is filled in when it is read. Throws CONFIG_INVALID.
 */
export function resolveConfig({ layers }: ConfigLayers): Config {
  const merged = layers.reduce<ConfigInput>((below, above) => mergeLayers(below, above) as ConfigInput, {});
  const config: Partial<Record<SectionName, unknown>> = {};
  for (const name of sectionNames) {
    if (Object.hasOwn(merged, name)) config[name] = readSection(name, merged[name]);
    else fillInLater(config, name);
  }
  return config as Config;
}

function fillInLater(config: Partial<Record<SectionName, unknown>>, name: SectionName): void {
  let value: unknown;
  const get = () => (value ??= readSection(name, undefined));
  Object.defineProperty(config, name, { get, enumerable: true });
}

function readSection(name: SectionName, value: unknown): unknown {
  const parsed = sectionSchema(name).safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const key = [name, ...(issue?.path ?? [])].join(".");
  throw new ChantError("CONFIG_INVALID", `${key} has a value that is not accepted: ${issue?.message ?? ""}.`, {
    fix: "chant config --validate",
    details: { key },
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
