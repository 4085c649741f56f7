import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The part of an esbuild plugin that is used here; tsup brings esbuild. */
interface Build {
  onLoad(
    options: { filter: RegExp },
    load: (file: { path: string }) => Promise<{ contents: string; loader: "ts" }>,
  ): void;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const ownSources = /[/\\](?:libs|apps)[/\\][^/\\]+[/\\]src[/\\].*\.ts$/;
const importLine = /^import \{([^}]*)\} from "(@chant\/[a-z-/]+)";$/gm;
const exportLine = /^export (?:type )?\{([^}]*)\} from "(\.[^"]+)";$/gm;

/**
 * Lets an app load only the files that it uses: what is imported from a library's entry comes straight from the file that
 * has it. esbuild splits by the files that are reached, and an entry reaches all of its library.
 */
export const directImports = {
  name: "direct-imports",
  setup(build: Build) {
    const homes = readHomes();
    build.onLoad({ filter: ownSources }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const contents = source.replaceAll(importLine, (...[line, names, entry]: string[]) =>
        direct(line as string, valuesOf(names as string), homes.get(entry as string)),
      );
      return { contents, loader: "ts" };
    });
  },
};

type Homes = ReadonlyMap<string, string>;

function direct(line: string, names: readonly string[], homes: Homes | undefined): string {
  if (homes === undefined) return line;
  // `name as other` is at home where `name` is.
  const home = (name: string) => homes.get(name.split(" ")[0] as string);
  // An entry that has a name itself is loaded as it is.
  if (names.some((name) => home(name) === undefined)) return line;
  return names.map((name) => `import { ${name} } from ${JSON.stringify(home(name))};`).join(" ");
}

/** For every public entry of a library, the file that has each name. */
function readHomes(): ReadonlyMap<string, Homes> {
  const entries = ["spec-core", "git", "providers", "scoring", "operations"].flatMap((folder) => {
    const directory = join(root, "libs", folder);
    const manifest = JSON.parse(readFileSync(join(directory, "package.json"), "utf8")) as Manifest;
    return Object.entries(manifest.exports).flatMap(([subpath, target]) =>
      typeof target === "string"
        ? []
        : [[manifest.name + subpath.slice(1), readEntry(join(directory, target["@chant/source"]))] as const],
    );
  });
  return new Map(entries);
}

interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly "@chant/source": string }>>;
}

function readEntry(entry: string): Homes {
  if (!existsSync(entry)) throw new Error(`${entry} is not there.`);
  const lines = [...readFileSync(entry, "utf8").matchAll(exportLine)];
  return new Map(
    lines.flatMap(([, names = "", file = ""]) =>
      valuesOf(names).map((name) => [name, join(dirname(entry), file)] as const),
    ),
  );
}

function valuesOf(names: string): string[] {
  return names
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "" && !name.startsWith("type "));
}
