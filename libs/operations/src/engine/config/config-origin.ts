import { readConfigFile } from "@chant/core/store";
import * as z from "zod";
import type { Context } from "../../kernel/context.ts";
import { configFiles, type Project } from "../../kernel/project.ts";

/** A setting in force, and who says so. */
export const configOrigin = z.object({
  key: z.string(),
  value: z.unknown(),
  layer: z.enum(["default", "global", "project", "agents"]),
  file: z.string().optional(),
});

export type ConfigOrigin = z.output<typeof configOrigin>;

type Values = Readonly<Record<string, unknown>>;

/** Every setting in force with the strongest file that names it. Mappings merge key by key; a list is one value. */
export async function originsOf({ paths, config }: Project, { env }: Context): Promise<ConfigOrigin[]> {
  const layers = await Promise.all(
    configFiles(paths, env).map(async ({ layer, file, keep }) => ({
      ...{ layer, file },
      values: keep((await readConfigFile(file))?.values ?? {}),
    })),
  );
  const strongest = [...layers].reverse();
  return leavesOf(config as unknown as Values, []).map(({ path, value }) => {
    const source = strongest.find(({ values }) => isNamed(values, path));
    const key = path.join(".");
    return source === undefined
      ? { key, value, layer: "default" as const }
      : { key, value, layer: source.layer, file: source.file };
  });
}

interface Leaf {
  readonly path: readonly string[];
  readonly value: unknown;
}

function leavesOf(values: Values, path: readonly string[]): Leaf[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const at = [...path, key];
    const inner = isMapping(value) ? Object.keys(value).length : 0;
    return inner > 0 ? leavesOf(value as Values, at) : [{ path: at, value }];
  });
}

function isNamed(values: unknown, path: readonly string[]): boolean {
  const [key = "", ...rest] = path;
  if (!isMapping(values) || !Object.hasOwn(values, key)) return false;
  return rest.length === 0 || isNamed(values[key], rest);
}

function isMapping(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
