import { readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { parseFrontmatterData, parseTemplate } from "@chant/core";
import { ChantError, isChantError } from "@chant/core/errors";
import { findDefaultTemplate, type StoredTemplate, type TemplateFolders } from "@chant/core/store";
import * as z from "zod";
import type { Context } from "../../kernel/context.ts";
import type { Place } from "../../kernel/place.ts";
import { userConfigDir, type Project } from "../../kernel/project.ts";
import { withoutUndefined } from "../run/run-result.ts";

/** Where templates are looked for: in the project, then in the user's own folder. */
export function templateFolders({ paths }: Place, { env }: Context): TemplateFolders {
  return { paths, global: join(userConfigDir(env), "templates") };
}

/**
 * The template of specs that name none; undefined where there is none. It needs no name: nobody calls it by one. Throws
 * CONFIG_INVALID for one that cannot be used.
 */
export async function defaultTemplate(project: Project, context: Context): Promise<StoredTemplate | undefined> {
  const { spec: configured } = project.config.templates;
  try {
    return await findDefaultTemplate({ ...templateFolders(project, context), configured });
  } catch (error) {
    const named = await nameByFile(error);
    if (named === undefined) throw error;
    return named;
  }
}

/** The template of a file that was refused for its missing name, called by its file. */
async function nameByFile(error: unknown): Promise<StoredTemplate | undefined> {
  const file = isChantError(error) && error.code === "CONFIG_INVALID" ? error.details["file"] : undefined;
  if (typeof file !== "string") return undefined;
  const text = await readFile(file, "utf8");
  const { data, findings } = parseFrontmatterData(text);
  if (findings.length > 0 || data["name"] !== undefined) return undefined;
  const name = `name: ${JSON.stringify(basename(file, ".md"))}`;
  const isHeaded = /^\uFEFF?---[ \t]*\r?\n/.test(text);
  const whole = isHeaded
    ? text.replace(/^\uFEFF?---[ \t]*\r?\n/, () => `---\n${name}\n`)
    : `---\n${name}\n---\n${text}`;
  return { template: parseTemplate(whole, { file }), file, scope: "project" };
}

/** `key=value` as a pair; the value may hold more of them. Throws INPUT_INVALID. */
export function parseVariables(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, key, value] = /^(\w+)=(.*)$/s.exec(pair) ?? [];
      if (key !== undefined) return [key, value ?? ""];
      const message = `--var cannot be "${pair}": a name, = and a value are expected.`;
      throw new ChantError("INPUT_INVALID", message, { fix: "chant add --template <name> --var feature=login" });
    }),
  );
}

/** A template as it is told; fields of an output. */
export const templateRow = {
  name: z.string(),
  scope: z.enum(["project", "global"]),
  path: z.string(),
  description: z.string().optional(),
  variables: z.array(
    z.object({
      name: z.string(),
      description: z.string().optional(),
      required: z.boolean(),
      default: z.string().optional(),
    }),
  ),
} as const;

/** Makes the row of a template at a place. */
export function toTemplateRow(place: Place) {
  return ({ template, scope, file }: StoredTemplate): z.output<z.ZodObject<typeof templateRow>> => {
    const { name, description, variables } = template;
    const path = scope === "project" ? relative(place.root, file) : file;
    return withoutUndefined({
      name,
      scope,
      path,
      description,
      variables: variables.map((one) => withoutUndefined(one)),
    });
  };
}
