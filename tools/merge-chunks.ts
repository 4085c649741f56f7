import { builtinModules } from "node:module";
import { basename, join } from "node:path";
import { readdir, rm, writeFile } from "node:fs/promises";
import { transform } from "esbuild";
import { rollup, type GetModuleInfo } from "rollup";

export interface Merge {
  /** Folder of the chunks; they are replaced. */
  readonly folder: string;
  /** File names of the entries. */
  readonly entries: readonly string[];
  /** Entries whose first imports are to become one file, which is loaded before anything else. */
  readonly start: readonly string[];
  /** Chunks that are to become another, with all that they import besides: what nearly every command loads. */
  readonly base: RegExp;
}

/**
 * Makes one file of the chunks that nearly every command loads. esbuild makes a chunk of every set of entries that share
 * something, so with sixty commands and what they load when they need it, a start opened three dozen files.
 */
export async function mergeChunks({ folder, entries, start, base }: Merge): Promise<void> {
  const input = Object.fromEntries(entries.map((name) => [basename(name, ".js"), join(folder, name)]));
  const bundle = await rollup({ input, external: isExternal, treeshake: false });
  const placeOf = createPlacing({ entries, start, base });
  const { output } = await bundle.generate({
    format: "esm",
    minifyInternalExports: false,
    chunkFileNames: "[name].js",
    manualChunks: (id, { getModuleInfo, getModuleIds }) => placeOf(id, { getModuleInfo, ids: getModuleIds() }),
  });
  await bundle.close();
  for (const name of await scriptsIn(folder)) await rm(join(folder, name));
  for (const chunk of output) {
    if (chunk.type !== "chunk") continue;
    // Printing took back what minifying had gained.
    const { code } = await transform(chunk.code, { format: "esm", target: "node20", minifyWhitespace: true });
    await writeFile(join(folder, chunk.fileName), code);
  }
}

function isExternal(id: string): boolean {
  return id.startsWith("node:") || builtinModules.includes(id) || id === "libsql";
}

async function scriptsIn(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith(".js"));
}

interface Modules {
  readonly getModuleInfo: GetModuleInfo;
  readonly ids: IterableIterator<string>;
}

/** The file that a chunk goes to; undefined where that is the bundler's choice. */
function createPlacing(wanted: Wanted): (id: string, modules: Modules) => string | undefined {
  let places: ReadonlyMap<string, string> | undefined;
  return (id, { getModuleInfo, ids }) => {
    places ??= placesOf([...ids], { ...wanted, getModuleInfo });
    return places.get(id);
  };
}

type Wanted = Pick<Merge, "entries" | "start" | "base">;

function placesOf(
  ids: readonly string[],
  { entries, start, base, getModuleInfo }: Wanted & Pick<Modules, "getModuleInfo">,
): ReadonlyMap<string, string> {
  const reach = (test: (name: string) => boolean) =>
    closure(
      ids.filter((id) => test(basename(id))),
      getModuleInfo,
    );
  const places = new Map([...reach((name) => base.test(name))].map((id) => [id, "base"]));
  for (const id of reach((name) => start.includes(name))) places.set(id, "start");
  for (const id of ids) if (entries.includes(basename(id))) places.delete(id);
  return places;
}

function closure(ids: readonly string[], getModuleInfo: GetModuleInfo): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...ids];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id) || isExternal(id)) continue;
    found.add(id);
    open.push(...(getModuleInfo(id)?.importedIds ?? []));
  }
  return found;
}
