import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Provider } from "../provider.ts";
import { createCommand, splitCommand } from "./command.ts";

export interface PluginSettings {
  readonly folder: string;
  readonly root: string;
  parseFrontmatter(text: string): Readonly<Record<string, unknown>>;
}

/** The agent that `.chant/providers/<name>.md` describes; undefined when there is no such file. Throws CONFIG_INVALID. */
export async function readPlugin(name: string, { folder, root, parseFrontmatter }: PluginSettings): Promise<Provider | undefined> {
  if (!/^[A-Za-z0-9_-]+$/.test(name)) return undefined;
  const text = await readFile(join(folder, `${name}.md`), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const data = parseFrontmatter(text);
  const { program, args } = splitCommand(typeof data["command"] === "string" ? data["command"] : undefined);
  const more = Array.isArray(data["args"]) ? data["args"].map(String) : [];
  return createCommand({ name, root, program, args: [...args, ...more], env: toEnvironment(data["env"]) });
}

/** `${NAME}` in a value stands for that variable of chant's own environment. */
function toEnvironment(raw: unknown): Record<string, string> {
  if (typeof raw !== "object" || raw === null) return {};
  const fill = (value: string) => value.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => process.env[name] ?? "");
  return Object.fromEntries(Object.entries(raw).map(([key, value]) => [key, fill(String(value))]));
}
