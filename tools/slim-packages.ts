import { readFile } from "node:fs/promises";
import { transform } from "esbuild";

/** The part of an esbuild plugin that is used here; tsup brings esbuild. */
interface Build {
  onResolve(
    options: { filter: RegExp },
    find: (asked: { importer: string }) => { path: string; namespace: string } | undefined,
  ): void;
  onLoad(
    options: { filter: RegExp; namespace?: string },
    load: (file: { path: string }) => { contents: string } | Promise<{ contents: string }>,
  ): void;
}

/**
 * Shortens what comes from other packages; the names in our own code stay, so that stack traces read true. commander starts
 * programs for subcommands that are programs; chant has none, and loading Node's module for it is a twentieth of a start.
 */
export const slimPackages = {
  name: "slim-packages",
  setup(build: Build) {
    build.onResolve({ filter: /^(?:node:)?child_process$/ }, ({ importer }) =>
      /node_modules[/\\]commander[/\\]/.test(importer) ? { path: "nothing", namespace: "nothing" } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: "nothing" }, () => ({ contents: "module.exports = {};" }));
    build.onLoad({ filter: /[/\\]node_modules[/\\].*\.m?js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const { code } = await transform(source, { target: "node20", minify: true, legalComments: "none" });
      return { contents: code };
    });
  },
};
