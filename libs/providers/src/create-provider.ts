import { ChantError } from "@chant/core/errors";
import { createClaude } from "./claude/claude.ts";
import { createCommand, splitCommand } from "./command/command.ts";
import { readPlugin } from "./command/plugin-file.ts";
import type { Provider } from "./provider.ts";

export interface ProviderSettings {
  /** Command line of the provider `command`. */
  readonly command?: string;
  /** Folder of plugin files. */
  readonly plugin_dir: string;
  /** Folder that relative programs are looked up from. */
  readonly root: string;
  parseFrontmatter(text: string): Readonly<Record<string, unknown>>;
}

type Create = (settings: ProviderSettings) => Provider;

const builtIn: Readonly<Record<string, Create>> = {
  claude: createClaude,
  command: ({ command, root }) => createCommand({ name: "command", root, ...splitCommand(command), env: {} }),
};

const aliases: Readonly<Record<string, string>> = { "claude-cli": "claude", custom: "command" };

/** The agent of a name: a built-in one, else a plugin file. Throws CONFIG_PROVIDER_UNKNOWN, CONFIG_INVALID. */
export async function createProvider(name: string, settings: ProviderSettings): Promise<Provider> {
  const known = aliases[name] ?? name;
  const create = Object.hasOwn(builtIn, known) ? builtIn[known] : undefined;
  if (create !== undefined) return create(settings);
  const { plugin_dir: folder, root, parseFrontmatter } = settings;
  const plugin = await readPlugin(name, { folder, root, parseFrontmatter });
  if (plugin !== undefined) return plugin;
  const names = Object.keys(builtIn);
  const message = `There is no provider "${name}". Known: ${names.join(", ")}, and the files of .chant/providers.`;
  throw new ChantError("CONFIG_PROVIDER_UNKNOWN", message, { fix: "chant init --provider claude", details: { name, known: names } });
}
