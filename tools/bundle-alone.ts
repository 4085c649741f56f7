import { join, resolve } from "node:path";
import { build, type BuildOptions, type Plugin } from "esbuild";

/** Sources that become one file each, without anything of the chunks that others share: `name` to source. */
export type Alone = Readonly<Record<string, string>>;

/** Leaves them out of the bundle that imports them. */
export function leaveAlone(alone: Alone): Plugin {
  return {
    name: "leave-alone",
    setup({ onResolve }) {
      for (const [name, source] of Object.entries(alone))
        onResolve({ filter: new RegExp(`^\\./${name}\\.ts$`) }, ({ path, resolveDir }) =>
          join(resolveDir, path) === resolve(source) ? { path: `./${name}.js`, external: true } : undefined,
        );
    },
  };
}

/** Bundles each of them by the same options as the rest. */
export async function bundleAlone(alone: Alone, folder: string, options: BuildOptions): Promise<void> {
  for (const [name, source] of Object.entries(alone)) {
    const outfile = join(folder, `${name}.js`);
    await build({ ...options, entryPoints: [source], outfile, bundle: true, splitting: false, logLevel: "error" });
  }
}
