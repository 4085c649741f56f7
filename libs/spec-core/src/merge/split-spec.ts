import { splitFrontmatter } from "../spec/frontmatter.ts";
import { parseSpec } from "../spec/parse.ts";

/** A spec cut in what merges by different rules; joined it is the text. */
export interface SplitSpec {
  /** The frontmatter with its fences; empty without one. */
  readonly header: string;
  /** What stands between the fences. */
  readonly yaml: string;
  readonly body: string;
}

/** Cuts a spec; undefined where a frontmatter is meant that cannot be told from the text. */
export function splitSpec(text: string): SplitSpec | undefined {
  const { yaml, bodyOffset } = splitFrontmatter(text);
  if (yaml === undefined)
    return parseSpec(text, { id: "side" }).readable ? { header: "", yaml: "", body: text } : undefined;
  const header = text.slice(0, bodyOffset);
  return { header, yaml: text.slice(yaml.start, yaml.end), body: text.slice(bodyOffset) };
}
