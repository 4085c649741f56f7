import { execFileSync } from "node:child_process";
import { cp } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Options } from "tsup";
import { bundleAlone, type Alone } from "./bundle-alone.ts";
import { directImports } from "./direct-imports.ts";
import { mergeChunks } from "./merge-chunks.ts";
import { slimPackages } from "./slim-packages.ts";
import { toCommonJs } from "./to-common-js.ts";

const conditions = ["@chant/source"];

/** What bundled CommonJS packages expect to find. */
const commonJs = `import { createRequire as __createRequire } from 'node:module';
import { fileURLToPath as __toPath } from 'node:url';
const require = __createRequire(import.meta.url), __filename = __toPath(import.meta.url), __dirname = __toPath(new URL('.', import.meta.url));`;

/** A library: an entry for every public path, dependencies outside, names as written, types beside. */
export function library(entry: Record<string, string>): Options {
  return {
    entry,
    format: ["esm"],
    target: "node20",
    platform: "node",
    splitting: true,
    sourcemap: true,
    clean: true,
    outDir: "dist",
    dts: { compilerOptions: { noEmit: false, composite: false } },
  };
}

// The modules that `yaml` keeps for browsers are the same code; the ones for Node are CommonJS, which cannot be shaken.
const core = createRequire(new URL("../libs/spec-core/package.json", import.meta.url));
const yamlModules = join(dirname(core.resolve("yaml/package.json")), "browser", "index.js");

interface AppOptions {
  /**
   * What becomes one file each: what these entries begin with, and the chunks that nearly every command loads. Then all are
   * CommonJS, so that their compiled code can be kept.
   */
  readonly merge?: { readonly start: readonly string[]; readonly base: RegExp };
  /** What has to start as fast as it can, and shares nothing. */
  readonly alone?: Alone;
}

/** An app: everything inside, one chunk for what is loaded on its own, and the files that ship with operations beside it. */
export function app(entry: Record<string, string>, { merge, alone = {} }: AppOptions = {}): Options {
  const plugins = [directImports, slimPackages];
  const banner = merge === undefined ? { js: commonJs } : {};
  const shared = {
    conditions,
    // A native library, which may be missing; what it does is done without it as well.
    external: ["libsql"],
    legalComments: "none" as const,
    // Names stay, so stack traces read true; the rest of the size is start-up time.
    minifyWhitespace: true,
    alias: { yaml: yamlModules },
  };
  return {
    entry,
    format: ["esm"],
    target: "node20",
    platform: "node",
    splitting: true,
    treeshake: false,
    clean: true,
    outDir: "dist",
    noExternal: [/./],
    esbuildPlugins: plugins,
    banner,
    esbuildOptions(options) {
      Object.assign(options, shared);
      options.define = { ...options.define, CHANT_BUILD: JSON.stringify(lastCommit()) };
    },
    async onSuccess() {
      const assets = fileURLToPath(new URL("../libs/operations/assets", import.meta.url));
      await cp(assets, "dist/assets", { recursive: true });
      const entries = Object.keys(entry).map((name) => `${name}.js`);
      const folder = resolve("dist");
      if (merge !== undefined) await mergeChunks({ folder, entries, ...merge });
      const format = { format: "esm", target: "node20", platform: "node", banner } as const;
      await bundleAlone(alone, folder, { ...shared, ...format, plugins });
      if (merge !== undefined) await toCommonJs(folder);
    },
  };
}

/** What `chant version --verbose` tells of a build: its commit and that commit's date, so that a build can be repeated. */
function lastCommit(): { readonly commit?: string; readonly date?: string } {
  const { GIT_SHA: sha, BUILD_DATE: built } = process.env;
  if (sha !== undefined) return { commit: sha, ...(built === undefined ? {} : { date: built }) };
  try {
    const args = ["log", "-1", "--format=%H %cI"];
    const [commit, date] = execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
      .trim()
      .split(" ");
    return commit === undefined || date === undefined ? {} : { commit, date };
  } catch {
    return {};
  }
}
