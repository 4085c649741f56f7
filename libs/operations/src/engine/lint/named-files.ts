import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSpec, sectionsOf, type Section, type Spec } from "@chant/core";
import { isHeading } from "@chant/scoring";
import { globOptions, isGlob } from "../glob.ts";

/** The files that a path or a glob names, from the root; a path is given back as it is, whether or not it is there. */
export async function expandPath(root: string, path: string): Promise<string[]> {
  if (!isGlob(path)) return [path];
  const { glob } = await import("tinyglobby");
  return (await glob([path], { cwd: root, ...globOptions })).sort();
}

/** The headings of a markdown file; undefined for any other and for one that cannot be read. */
export function headingsIn(root: string, path: string): readonly string[] | undefined {
  if (!/\.(md|mdx|markdown)$/i.test(path)) return undefined;
  try {
    return sectionsOf(toDocument(readFileSync(join(root, path), "utf8"))).map(({ name }) => name);
  } catch {
    return undefined;
  }
}

/** The section of a markdown text that an anchor names; undefined when there is none. */
export function sectionOf(text: string, anchor: string): string | undefined {
  const document = toDocument(text);
  const section = sectionsOf(document).find(({ name }) => isHeading(name, anchor));
  return section && sourceOf(document, section);
}

/** Core reads the sections of any markdown document. */
function toDocument(text: string): Spec {
  return parseSpec(text, { id: "document" });
}

function sourceOf({ body }: Spec, { start, end }: Section): string {
  return body.slice(start, end).trimEnd();
}
