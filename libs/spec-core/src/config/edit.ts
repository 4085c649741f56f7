import { setHeaderKey } from "../spec/edit-header.ts";
import { setMapKey } from "../spec/edit-map.ts";

/**
 * Sets one key of a config text, `section` or `section.key`, by splicing its line; comments and everything else stay. A
 * section in braces is written anew. Throws PARSE_EDIT where the frontmatter cannot be read.
 */
export function setConfigKey(text: string, path: readonly string[], value: string | boolean | number): string {
  const [section = "", key] = path;
  return key === undefined ? setHeaderKey(text, section, value) : setMapKey(text, [section, key], value);
}
