import { ChantError } from "@chant/core/errors";
import { createClaude } from "./claude/claude.ts";
import { createCommand, splitCommand } from "./command/command.ts";
import { listPlugins, readPlugin } from "./command/plugin-file.ts";
import type { Provider } from "./provider.ts";

export interface ProviderSettings {
  /** Command line of the provider `command`. */
  readonly command?: string;
  /** Command line to run instead of a built-in provider's own program. */
  readonly program?: string;
  /** Folder of plugin files. */
  readonly plugin_dir: string;
  /** Folder that relative programs are looked up from. */
  readonly root: string;
  /** Reads the header of a plugin file. */
  parseFrontmatter(text: string): Readonly<Record<string, unknown>>;
}

type Create = (settings: ProviderSettings) => Provider;

const builtIn: ReadonlyMap<string, Create> = new Map<string, Create>([
  ["claude", createClaude],
  [
    "command",
    ({ command, program, root }) => createCommand({ name: "command", root, ...splitCommand(program ?? command) }),
  ],
]);

const aliases: ReadonlyMap<string, string> = new Map([
  ["claude-cli", "claude"],
  ["custom", "command"],
]);

/** The agent of a name: a built-in one, else a plugin file. Throws CONFIG_PROVIDER_UNKNOWN, CONFIG_INVALID. */
export async function createProvider(name: string, settings: ProviderSettings): Promise<Provider> {
  const create = builtIn.get(aliases.get(name) ?? name);
  if (create !== undefined) return create(settings);
  const plugin = await readPlugin(name, settings);
  if (plugin !== undefined) return withoutProgram(plugin, settings);
  const known = [...builtIn.keys(), ...(await listPlugins(settings.plugin_dir))];
  const message = `There is no provider "${name}". Known: ${known.join(", ")}.`;
  throw new ChantError("CONFIG_PROVIDER_UNKNOWN", message, {
    fix: "chant work --provider claude",
    details: { name, known },
  });
}

/** A plugin file says itself what it runs. Throws CONFIG_INVALID. */
function withoutProgram(plugin: Provider, { program }: ProviderSettings): Provider {
  if (program === undefined) return plugin;
  const message = `The provider ${plugin.name} runs what its file says, so an agent of it cannot have the command ${program}.`;
  throw new ChantError("CONFIG_INVALID", message, { fix: "chant config --validate", details: { program } });
}
