import { readFile } from "node:fs/promises";
import { transform } from "esbuild";

/** The part of an esbuild plugin that is used here; tsup brings esbuild. */
interface Build {
  onLoad(options: { filter: RegExp }, load: (file: { path: string }) => Promise<{ contents: string }>): void;
}

/** Shortens what comes from other packages; the names in our own code stay, so that stack traces read true. */
export const slimPackages = {
  name: "slim-packages",
  setup(build: Build) {
    build.onLoad({ filter: /[/\\]node_modules[/\\].*\.m?js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const { code } = await transform(source, { target: "node20", minify: true, legalComments: "none" });
      return { contents: code };
    });
  },
};
