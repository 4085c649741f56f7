import { join } from "node:path";
import { build, type BuildOptions } from "esbuild";

/** Sources that become one file each, without anything of the chunks that others share: `name` to source. */
export type Alone = Readonly<Record<string, string>>;

/** Bundles each of them by the same options as the rest. */
export async function bundleAlone(alone: Alone, folder: string, options: BuildOptions): Promise<void> {
  for (const [name, source] of Object.entries(alone)) {
    const outfile = join(folder, `${name}.js`);
    await build({ ...options, entryPoints: [source], outfile, bundle: true, splitting: false, logLevel: "error" });
  }
}
