import { readdirSync, type Dirent } from "node:fs";
import { realpath } from "node:fs/promises";
import { basename, join, sep } from "node:path";
import { isChantError, ChantError } from "../errors/chant-error.ts";
import type { Finding } from "../spec/finding.ts";
import { parseTemplate, type SpecTemplate } from "../spec/template.ts";
import type { ChantPaths } from "./paths.ts";
import { readText } from "./read-text.ts";
import { ioError } from "./write.ts";

export interface TemplateFolders {
  readonly paths: ChantPaths;
  /** Folder of the user's own templates, for all projects; undefined without one. */
  readonly global: string | undefined;
}

export interface StoredTemplate {
  readonly template: SpecTemplate;
  /** Absolute path of the file. */
  readonly file: string;
  readonly scope: "project" | "global";
}

export interface TemplateList {
  /** By name; a project's template hides a global one of the same name. */
  readonly templates: readonly StoredTemplate[];
  /** Files that are no usable template, as warnings. */
  readonly findings: readonly Finding[];
}

/** Every template of the project and the user. A file that cannot be used is a finding. Throws IO_FAILED, IO_READ_ONLY. */
export async function listTemplates(folders: TemplateFolders): Promise<TemplateList> {
  const read = await Promise.all(scopesOf(folders).flatMap((scope) => filesOf(scope).map(readOrFinding)));
  const byName = new Map<string, StoredTemplate>();
  for (const one of read) {
    if (one !== undefined && "template" in one && !byName.has(one.template.name)) byName.set(one.template.name, one);
  }
  const templates = [...byName.values()].sort((a, b) => (a.template.name < b.template.name ? -1 : 1));
  return { templates, findings: read.flatMap((one) => (one !== undefined && "rule" in one ? [one] : [])) };
}

/**
 * Finds a template: by file name, else by the name in its frontmatter, in the project before the user's. Undefined when there
 * is none. Throws CONFIG_INVALID for one that cannot be used.
 */
export async function findTemplate({
  name,
  ...folders
}: TemplateFolders & { readonly name: string }): Promise<StoredTemplate | undefined> {
  for (const scope of scopesOf(folders)) {
    const files = filesOf(scope);
    const file = files.find((one) => basename(one.file) === `${name}.md`);
    if (file !== undefined) return readTemplate(file);
    const read = await Promise.all(files.map(readOrFinding));
    const named = read.find((one) => one !== undefined && "template" in one && one.template.name === name);
    if (named !== undefined) return named as StoredTemplate;
  }
  return undefined;
}

/** The same for a template that a user asked for: throws INPUT_INVALID when there is none. */
export async function readTemplateFile(request: TemplateFolders & { readonly name: string }): Promise<StoredTemplate> {
  const found = await findTemplate(request);
  if (found !== undefined) return found;
  const { name, paths } = request;
  const { templates } = await listTemplates(request);
  const names = templates.map((one) => one.template.name);
  const known = names.length === 0 ? "there are none" : `there are ${names.join(", ")}`;
  const message = `The template "${name}" does not exist in ${paths.templates}: ${known}.`;
  throw new ChantError("INPUT_INVALID", message, { fix: "chant template list", details: { name, names } });
}

/**
 * The template of specs that name none: the configured file, a path from the project's root, else the template `spec.md`.
 * Undefined where neither is there. Throws CONFIG_INVALID for a configured file that is missing, lies outside the project or
 * cannot be used.
 */
export async function findDefaultTemplate({
  configured,
  ...folders
}: TemplateFolders & { readonly configured: string | undefined }): Promise<StoredTemplate | undefined> {
  if (configured === undefined) return findTemplate({ ...folders, name: "spec" });
  const { root, config } = folders.paths;
  const file = await realpath(join(root, configured)).catch(() => undefined);
  const inside = file !== undefined && file.startsWith(join(await realpath(root), sep));
  const found = inside ? await readTemplate({ file, scope: "project" }) : undefined;
  if (found !== undefined) return found;
  const message = `templates.spec is ${configured}, and there is no such file in the project.`;
  throw new ChantError("CONFIG_INVALID", message, { fix: `edit ${config}`, details: { configured } });
}

interface Scope {
  readonly folder: string;
  readonly scope: StoredTemplate["scope"];
}

function scopesOf({ paths, global }: TemplateFolders): readonly Scope[] {
  const project = { folder: paths.templates, scope: "project" } as const;
  return global === undefined ? [project] : [project, { folder: global, scope: "global" }];
}

type TemplateFile = Omit<StoredTemplate, "template">;

function filesOf({ folder, scope }: Scope): readonly TemplateFile[] {
  return entriesOf(folder)
    .filter((entry) => !entry.isDirectory() && entry.name.endsWith(".md"))
    .map((entry) => ({ file: join(folder, entry.name), scope }))
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw ioError(folder, error);
  }
}

/** Undefined for a file that is gone meanwhile. */
async function readTemplate({ file, scope }: TemplateFile): Promise<StoredTemplate | undefined> {
  const text = await readText(file);
  return text === undefined ? undefined : { template: parseTemplate(text, { file }), file, scope };
}

async function readOrFinding(file: TemplateFile): Promise<StoredTemplate | Finding | undefined> {
  try {
    return await readTemplate(file);
  } catch (error) {
    if (!isChantError(error)) throw error;
    return { rule: "template", severity: "warning", code: error.code, message: error.message };
  }
}
