import { resolveConfig, type Config } from "@chant/core";
import { readConfigFile } from "@chant/core/store";
import type { ConfigFile } from "./project.ts";

/** Reads the config that some files make, weakest first; those that are not there say nothing. Throws CONFIG_INVALID. */
export async function readLayers(files: readonly Pick<ConfigFile, "file" | "keep">[]): Promise<Config> {
  const layers = await Promise.all(
    files.map(async ({ file, keep }) => keep((await readConfigFile(file))?.values ?? {})),
  );
  return resolveConfig({ layers });
}
