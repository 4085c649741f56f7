import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { transform } from "esbuild";

/**
 * Turns the modules of a build into CommonJS, which can be compiled by a `vm.Script` and so with code that was kept of an
 * earlier start (`apps/cli/src/load-scripts.ts`). They stay split as they are, and go on to import each other when they are
 * needed; what is imported from elsewhere, such as a provider of the user's, is by the `import()` of a file that Node loads.
 */
export async function toCommonJs(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".js"));
  for (const name of names) {
    const path = join(folder, name);
    await writeFile(path, await convert(await readFile(path, "utf8")));
  }
  await writeFile(join(folder, "import.cjs"), "module.exports=(name)=>import(name);\n");
  await writeFile(join(folder, "package.json"), `${JSON.stringify({ type: "commonjs" })}\n`);
}

async function convert(text: string): Promise<string> {
  const source = text.replaceAll(importCall, (_, own: string | undefined) => (own ? '__load("./' : "__import("));
  const { code } = await transform(source, {
    ...{ format: "cjs", platform: "node", target: "node20", minifyWhitespace: true },
    define: { "import.meta.url": "__url" },
    banner: bannerFor(source),
  });
  return code.replaceAll(slowModule, "=__late($1)");
}

/** Modules of Node's that take a millisecond or two to load, and that few commands come to use: loaded when they are. */
const slowModule =
  /=(?:require|\(0,\w+\.__require\))\(("(?:node:)?(?:child_process|fs\/promises|timers\/promises|worker_threads)")\)/g;

/** Of another file of the build, or of something else. */
const importCall = /(?<![.\w$])import\((\s*"\.\/)?/g;

const helpers: Readonly<Record<string, string>> = {
  "__load(": "const __load=async(name)=>require(name);",
  "__import(": 'const __import=require("./import.cjs");',
  "import.meta.url": 'const __url=require("node:url").pathToFileURL(__filename).href;',
};

const late = "const __late=(name)=>new Proxy({},{get:(_,key)=>require(name)[key]});";

function bannerFor(source: string): string {
  const needed = Object.entries(helpers).flatMap(([name, helper]) => (source.includes(name) ? [helper] : []));
  return ['"use strict";', ...needed, late].join("");
}
