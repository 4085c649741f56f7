import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";

interface Source {
  readonly file: string;
  name(text: string): string | undefined;
}

const sources: readonly Source[] = [
  { file: "package.json", name: (text) => asString((JSON.parse(text) as { name?: unknown }).name) },
  { file: "Cargo.toml", name: (text) => /^name\s*=\s*"([^"]+)"/m.exec(text)?.[1] },
  { file: "go.mod", name: (text) => /^module\s+\S*?([^/\s]+)\s*$/m.exec(text)?.[1] },
];

/** The name of a project: from its manifest, else from its folder. */
export async function detectName(root: string): Promise<string> {
  for (const source of sources) {
    const text = await readFile(join(root, source.file), "utf8").catch(() => undefined);
    const name = text === undefined ? undefined : nameIn(source, text);
    if (name !== undefined && name !== "") return name;
  }
  return basename(root);
}

/** A manifest that cannot be read names nothing; init is not the place to complain about it. */
function nameIn(source: Source, text: string): string | undefined {
  try {
    return source.name(text);
  } catch {
    return undefined;
  }
}

function asString(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
