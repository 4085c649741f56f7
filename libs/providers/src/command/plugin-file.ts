import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ChantError } from "@chant/core/errors";
import type { Environment, Provider } from "../provider.ts";
import { createCommand, splitCommand } from "./command.ts";

export interface PluginSettings {
  readonly plugin_dir: string;
  readonly root: string;
  parseFrontmatter(text: string): Readonly<Record<string, unknown>>;
}

/** The agent that `.chant/providers/<name>.md` describes; undefined when there is no such file. Throws CONFIG_INVALID. */
export async function readPlugin(name: string, settings: PluginSettings): Promise<Provider | undefined> {
  if (!isPluginName(name)) return undefined;
  const file = join(settings.plugin_dir, `${name}.md`);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  const { command, args, env } = settings.parseFrontmatter(text);
  if (typeof command !== "string" || command.trim() === "") throw invalid(file, "names no command");
  const { program, args: first } = splitCommand(command);
  const variables = toVariables(env, file);
  return createCommand({ name, root: settings.root, program, args: [...first, ...toArguments(args, file)], variables });
}

/** The names of the plugin files of a folder, sorted. */
export async function listPlugins(folder: string): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  const names = files.filter((file) => file.endsWith(".md")).map((file) => file.slice(0, -".md".length));
  return names.filter(isPluginName).sort();
}

/** A name is part of a path: it has no parts itself. */
function isPluginName(name: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(name);
}

const placeholders: ReadonlySet<string> = new Set(["spec_file", "prompt_file", "spec_id", "model"]);

function toArguments(raw: unknown, file: string): string[] {
  if (raw === undefined || raw === null) return [];
  if (!Array.isArray(raw)) throw invalid(file, "has args that are not a list");
  const args = raw.map(String);
  const used = args.flatMap((text) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? ""));
  const unknown = used.find((name) => !placeholders.has(name));
  if (unknown === undefined) return args;
  throw invalid(file, `has the unknown placeholder {{${unknown}}} (known: ${[...placeholders].join(", ")})`);
}

/** `${NAME}` in a value stands for that variable of the caller; a variable made from a missing one is not set. */
function toVariables(raw: unknown, file: string): (env: Environment) => Record<string, string> {
  if (raw === undefined || raw === null) return () => ({});
  if (typeof raw !== "object" || Array.isArray(raw)) throw invalid(file, "has an env that is not a map");
  const templates = Object.entries(raw).map(([name, value]) => [name, String(value)] as const);
  return (env) => {
    const complete = templates.filter(([, text]) => namesIn(text).every((name) => env[name] !== undefined));
    const fill = (text: string) => text.replaceAll(reference, (_, name: string) => env[name] ?? "");
    return Object.fromEntries(complete.map(([name, text]) => [name, fill(text)]));
  };
}

const reference = /\$\{(\w+)\}/g;

function namesIn(text: string): string[] {
  return [...text.matchAll(reference)].map((match) => match[1] ?? "");
}

function invalid(file: string, what: string): ChantError {
  return new ChantError("CONFIG_INVALID", `The provider file ${file} ${what}.`, {
    fix: `edit ${file}`,
    details: { file },
  });
}
